/* veza/abi/secrets.h - service "veza.secrets/1": secrets that a plugin must keep and read back.  C11.
 *
 * AES-256-GCM under the site's key file, which is not in the database: whoever steals that reads nothing.  For what is
 * only ever compared (a password, a token of the site's own) keep a hash instead.
 *
 * The context says what the secret is and whose, "refresh-token/<user id>"; a sealed text opens under the same context
 * and for the same plugin only, so a row that is copied over another is worth nothing.  Since SDK 1.2. */
#ifndef VEZA_ABI_SECRETS_H
#define VEZA_ABI_SECRETS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_SECRETS_V1 "veza.secrets/1"

typedef struct veza_secrets_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Puts a text that may be stored, a third longer than `plaintext` (at most 1 MiB) and 40 bytes more.  [any] */
  veza_status (*seal)(void* ctx, veza_str plaintext, veza_str context, veza_sink sealed);
  /* Puts the plaintext.  VEZA_E_INVALID: no sealed text, another context or plugin, or changed;
   * VEZA_E_UNAVAILABLE: sealed with a key this host has not.  [any] */
  veza_status (*open)(void* ctx, veza_str sealed, veza_str context, veza_sink plaintext);
  /* 1 when a younger key is in use: open and seal it anew at the next occasion.  [any] */
  int32_t (*outdated)(void* ctx, veza_str sealed);
} veza_secrets_v1;

#ifdef __cplusplus
}
#endif
#endif
