/* veza/abi/outbound.h - service "veza.outbound/1": the one way out.  C11.  Since SDK 1.2.
 *
 * Every fetch of an address that a person or another server gave goes through here, never through a socket of the
 * plugin's own.  The host resolves the name, checks each address and connects to no other: private, loopback,
 * link-local, metadata and translated addresses are refused unless the site's outbound.allow names them.  Redirects are
 * followed and checked the same, from https to http never.  No cookies, no proxies of the environment, no
 * decompression; certificates are verified.  Hosts that keep failing are left alone for a while. */
#ifndef VEZA_ABI_OUTBOUND_H
#define VEZA_ABI_OUTBOUND_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_OUTBOUND_V1 "veza.outbound/1"

typedef struct veza_outbound_field {
  veza_str name;
  veza_str value;
} veza_outbound_field;

typedef struct veza_outbound_request {
  uint32_t struct_size;
  uint32_t max_redirects; /* 0: a redirect is an answer like any other; at most 10 */
  veza_str method;        /* GET, HEAD, POST, PUT, PATCH, DELETE */
  veza_str url;           /* http or https, no user information, at most 8 KiB */
  veza_str body;
  const veza_outbound_field* fields; /* not Host, Content-Length and the like; to another origin none that tells */
  size_t field_count;
  uint64_t max_bytes; /* of the answer's body; 0: 1 MiB */
  int64_t timeout_ms; /* everything from the look-up to the last byte; 0: 10 s */
} veza_outbound_request;

/* Strings live until the function it is given to returns. */
typedef struct veza_outbound_answer {
  uint32_t struct_size;
  int32_t status;                    /* 100 to 599 */
  veza_str url;                      /* of the last redirect */
  veza_str body;                     /* as it came */
  const veza_outbound_field* fields; /* names in lower case */
  size_t field_count;
} veza_outbound_answer;

typedef struct veza_outbound_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Calls `take` once, before it returns, when there is an answer, of whatever status.  Failures: VEZA_E_INVALID (URL
   * or request cannot be used), VEZA_E_FORBIDDEN (an address, port or redirect the site does not allow),
   * VEZA_E_TOO_LARGE, VEZA_E_LIMITED (too many at once; later), VEZA_E_UNAVAILABLE (unreachable, untrusted, too slow,
   * failed too often lately; later), VEZA_E_CANCELLED (the site stops).  [worker] Not inside a write. */
  veza_status (*fetch)(void* ctx, const veza_outbound_request* request, void* self,
                       void (*take)(void* self, const veza_outbound_answer* answer));
} veza_outbound_v1;

#ifdef __cplusplus
}
#endif
#endif
