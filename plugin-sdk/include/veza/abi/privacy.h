/* veza/abi/privacy.h - service "veza.privacy/1": what the plugin keeps of a person, given out and taken away.  C11.
 * Since SDK 1.2.  A plugin whose plugin.json names tables in "user_data" must register in its start. */
#ifndef VEZA_ABI_PRIVACY_H
#define VEZA_ABI_PRIVACY_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_PRIVACY_V1 "veza.privacy/1"

/* The export being written; valid for the call it is passed to. */
typedef struct veza_privacy_export veza_privacy_export;

/* Writes everything the plugin has of the user with put_json and put_blob.  A failure is tried again later.
 * [worker of its own] */
typedef veza_status (*veza_privacy_exporter)(void* self, veza_str user_id, veza_privacy_export* out);

/* Removes it, or what makes it the user's.  Called in a transaction, again and again in new ones while it sets *more
 * to 1: keep each short.  Must bear being called for a user it knows nothing of, and after a crash again.  Files go by
 * a job that is enqueued in the same transaction.  [inside db.write] */
typedef veza_status (*veza_privacy_eraser)(void* self, veza_tx* tx, veza_str user_id, int32_t* more);

typedef struct veza_privacy_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Once.  [control] */
  veza_status (*register_part)(void* ctx, veza_privacy_exporter exporter, veza_privacy_eraser eraser, void* self);
  /* Inside the exporter.  `name` is a relative path such as "tracks.json", in a folder of the plugin's own; JSON goes
   * in as it is, a blob is copied.  VEZA_E_INVALID: the name, or JSON that is none; VEZA_E_CANCELLED: return it. */
  veza_status (*put_json)(veza_privacy_export* out, veza_str name, veza_str json);
  veza_status (*put_blob)(veza_privacy_export* out, veza_str name, veza_str blob_key);
} veza_privacy_v1;

#ifdef __cplusplus
}
#endif
#endif
