/* veza/abi/policy.h - service "veza.policy/1": what the site's Lua scripts decide.  C11. */
#ifndef VEZA_ABI_POLICY_H
#define VEZA_ABI_POLICY_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_POLICY_V1 "veza.policy/1"

/* What a hook's failure (error, deadline, memory) means. */
enum { VEZA_POLICY_FAIL_ALLOW = 0, VEZA_POLICY_FAIL_HOLD = 1, VEZA_POLICY_FAIL_DENY = 2 };

typedef struct veza_policy_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Declares a hook the plugin will ask ("upload.check").  [control] */
  veza_status (*declare)(void* ctx, veza_str hook, int32_t on_failure);
  /* Asks the hook with a JSON object; the answer is JSON
   * {"kind":"allow"|"deny"|"hold"|"change","reason":"code","message":"sentence","changes":{…}}.
   * No script with an opinion: allow.  At most 10 ms.  [worker] */
  veza_status (*decide)(void* ctx, veza_str hook, veza_str input, veza_sink decision);
} veza_policy_v1;

#ifdef __cplusplus
}
#endif
#endif
