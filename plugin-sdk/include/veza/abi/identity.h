/* veza/abi/identity.h - service "veza.identity/1": who asks and what they may do.  C11. */
#ifndef VEZA_ABI_IDENTITY_H
#define VEZA_ABI_IDENTITY_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_IDENTITY_V1 "veza.identity/1"

typedef struct veza_identity_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* The principal; strings live as long as it.  A guest's user_id is empty.  [any] */
  veza_str (*user_id)(const veza_principal* principal);
  veza_str (*username)(const veza_principal* principal);
  veza_str (*role)(const veza_principal* principal);
  /* 1 when the principal holds `permission` ("track:delete_any"): by role, and where a personal access token was shown,
   * by its scopes too.  For what somebody owns, ask may.  [any] */
  int32_t (*can)(const veza_principal* principal, veza_str permission);
  /* The public face of a user, JSON {id, username, role}; VEZA_E_NOT_FOUND.  [worker] */
  veza_status (*user)(void* ctx, veza_str user_id, veza_sink json);
  /* A stream token: lets its holder read `resource` (a track id) for ten minutes on behalf of the principal.  Check
   * first that the principal may.  [any] */
  veza_status (*issue_stream_token)(void* ctx, const veza_principal* principal, veza_str resource, veza_sink token,
                                    int64_t* expires_in_s);
  /* VEZA_OK when `token` is genuine, not expired and bound to `resource`; VEZA_E_UNAUTHORIZED otherwise.
   * A few microseconds, no I/O.  [any] */
  veza_status (*check_stream_token)(void* ctx, veza_str token, veza_str resource);
  /* Since SDK 1.2: 1 when the principal may do `permission` ("track:delete") to what `owner_id` owns: one's own takes
   * the permission itself, that of others, and what nobody owns (an empty id), "<permission>_any".  [any] */
  int32_t (*may)(const veza_principal* principal, veza_str permission, veza_str owner_id);
  /* Since SDK 1.2: users whose name begins with `name` (without case), by name, at most `limit` (100 at the most):
   * a JSON array of what user gives.  An empty name finds nobody.  [worker] */
  veza_status (*find_users)(void* ctx, veza_str name, uint32_t limit, veza_sink json);
} veza_identity_v1;

#ifdef __cplusplus
}
#endif
#endif
