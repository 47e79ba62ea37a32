/* veza/abi/kv.h - service "veza.kv/1": values that may be lost, counters and limits.  C11.
 * Keys are UTF-8, at most 512 bytes, and private to the plugin. */
#ifndef VEZA_ABI_KV_H
#define VEZA_ABI_KV_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_KV_V1 "veza.kv/1"

typedef struct veza_kv_limit {
  uint32_t allowed; /* 1 or 0; a refused request does not count */
  uint32_t remaining;
  int64_t retry_after_ms;
} veza_kv_limit;

typedef struct veza_kv_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  veza_status (*get)(void* ctx, veza_str key, veza_sink value);                         /* [worker] */
  veza_status (*set)(void* ctx, veza_str key, veza_str value, int64_t ttl_ms);          /* 0: for ever  [worker] */
  veza_status (*remove)(void* ctx, veza_str key);                                       /* [worker] */
  veza_status (*increment)(void* ctx, veza_str key, int64_t by, int64_t ttl_ms, int64_t* value); /* [worker] */
  /* At most `max` in any window of `window_ms` (sliding).  [worker] */
  veza_status (*limit)(void* ctx, veza_str key, uint32_t max, int64_t window_ms, veza_kv_limit* result);
} veza_kv_v1;

#ifdef __cplusplus
}
#endif
#endif
