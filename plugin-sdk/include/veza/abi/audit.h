/* veza/abi/audit.h - service "veza.audit/1": the site's audit log, which is only ever added to.  C11.  Since SDK 1.2
 * Every state change a person may ask about later belongs there, in the transaction that makes it. */
#ifndef VEZA_ABI_AUDIT_H
#define VEZA_ABI_AUDIT_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_AUDIT_V1 "veza.audit/1"

typedef struct veza_audit_entry {
  uint32_t struct_size;
  uint32_t reserved;
  veza_str action; /* "<plugin id>.track.deleted": the plugin's id, then one to four words of [a-z0-9_-] */
  const veza_http_request* request; /* tells who does it, from where; NULL in a job, a consumer, a timer */
  veza_str actor_id;                /* without a request: the user it is done for; empty: the plugin acts by itself */
  veza_str request_id;              /* without a request: the id of the one that caused it, or empty */
  veza_str subject_type;            /* "track" */
  veza_str subject_id;
  veza_str before; /* JSON object of what was, as far as it changes; empty: nothing was */
  veza_str after;  /* the same of what is now; secrets are masked by the host, by their names */
} veza_audit_entry;

typedef struct veza_audit_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* The entry becomes a row of the same transaction.  VEZA_E_INVALID: an action that does not begin with the plugin's
   * id, or JSON that is none.  [inside db.write] */
  veza_status (*record)(void* ctx, veza_tx* tx, const veza_audit_entry* entry);
} veza_audit_v1;

#ifdef __cplusplus
}
#endif
#endif
