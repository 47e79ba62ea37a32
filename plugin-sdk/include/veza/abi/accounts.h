/* veza/abi/accounts.h - service "veza.accounts/1": for plugins that sign people in.  C11.  Since SDK 1.2.
 *
 * Whoever holds this table can be anybody, so plugin.json must say why:
 *     "requires": {"veza.accounts/1": {"reason": "Signs people in whom another provider vouches for."}}
 *
 * The host keeps the rules: names and addresses are valid and unique, closed registration stays closed, a second factor
 * is asked for, sessions are rows that can be ended. */
#ifndef VEZA_ABI_ACCOUNTS_H
#define VEZA_ABI_ACCOUNTS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_ACCOUNTS_V1 "veza.accounts/1"

enum {
  VEZA_SIGN_IN_REMEMBER = 1u << 0,          /* a session of 90 days instead of 30 */
  VEZA_SIGN_IN_SECOND_FACTOR_DONE = 1u << 1 /* the provider has asked for one: the site does not again */
};

/* An account to be made of what a provider says.  The provider has verified the address: the host does not ask. */
typedef struct veza_new_account {
  uint32_t struct_size;
  uint32_t reserved;
  veza_str username; /* a wish: made valid and free ("José M." becomes Jose-M, then Jose-M-2) */
  veza_str email;    /* verified by the provider */
  veza_str request_id;
  const veza_http_request* request; /* whose client the audit log names; NULL: nobody asked over HTTP */
} veza_new_account;

/* A session ended, here or (within a second) on another node.  Must be quick.  [a thread of the host] */
typedef void (*veza_session_ended)(void* self, veza_str session_id);

/* How many ways to sign in the plugin gives the account, as `tx` sees it; less than 0: a status.  Reads with `tx` and
 * must be quick.  [inside a write of the host] */
typedef int64_t (*veza_count_ways)(void* self, veza_tx* tx, veza_str user_id);

typedef struct veza_accounts_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;

  /* An account as JSON: {id, username, email, role, ways: ["password", "passkey"], email_verified}; `ways` are those to
   * sign in without the plugin; `email_verified`: a mail to the address was answered, or the site sends none (absent
   * on older hosts: true).  Add no way in before: whoever made the account may not be who reads its mail.
   * VEZA_E_NOT_FOUND.  [worker] */
  veza_status (*find)(void* ctx, veza_str user_id, veza_sink json);
  /* The same by its username or e-mail address, without case.  [worker] */
  veza_status (*find_by_login)(void* ctx, veza_str login, veza_sink json);

  /* Makes an account of role user without a password, inside the plugin's transaction; puts its id.
   * VEZA_E_FORBIDDEN: the site takes no new accounts.  VEZA_E_CONFLICT: the address has an account; whoever owns that
   * must say so by signing in there.  VEZA_E_INVALID: no usable address. */
  veza_status (*add)(void* ctx, veza_tx* tx, const veza_new_account* account, veza_sink user_id);

  /* Starts a session for the account, for the client of `request`, or, where the account has a second factor, starts
   * asking for it.  Puts JSON: {"session_id", "cookies": [values of Set-Cookie], "answer": data of the site's own
   * sign-in} or {"second_factor": {token, methods, expires_in}}.  VEZA_E_NOT_FOUND.  [worker] */
  veza_status (*sign_in)(void* ctx, const veza_http_request* request, veza_str user_id, uint32_t flags,
                         veza_sink outcome);

  /* 1 when the session of the request proved within 15 minutes who its owner is: needed before anything that changes
   * how to sign in.  [worker] */
  int32_t (*is_fresh)(void* ctx, const veza_http_request* request);
  /* The session of the request; empty for a guest or an API token.  Lives as long as the request.  [any] */
  veza_str (*session_id)(const veza_http_request* request);

  /* Gives the account another role; in force at once.  VEZA_E_INVALID: no such role; VEZA_E_CONFLICT: the only admin;
   * VEZA_E_NOT_FOUND.  [worker] */
  veza_status (*set_role)(void* ctx, veza_str user_id, veza_str role);

  /* [control] */
  veza_status (*on_session_ended)(void* ctx, veza_session_ended call, void* self);

  /* What the plugin adds to the ways to sign in, asked before another way is taken away (the last passkey, say): no
   * account is left without any.  Those of a plugin that is stopped do not count.  [control] */
  veza_status (*add_ways_to_sign_in)(void* ctx, veza_count_ways count, void* self);
  /* All ways to sign in the account has, as `tx` sees them: a password, passkeys, those of plugins.  Holds the account
   * until `tx` ends, so that of two who each take away the last way but one, one is told.  VEZA_E_NOT_FOUND. */
  veza_status (*ways_to_sign_in)(void* ctx, veza_tx* tx, veza_str user_id, int64_t* count);
  /* 1 while the session goes on: for what is begun in one request and ended in another.  [worker] */
  int32_t (*session_lives)(void* ctx, veza_str session_id);
} veza_accounts_v1;

#ifdef __cplusplus
}
#endif
#endif
