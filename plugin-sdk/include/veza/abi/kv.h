/* veza/abi/kv.h - service "veza.kv/1": values that may be lost, counters, limits, locks, messages.  C11.
 *
 * Keys, names of locks and channels are any bytes, 1 to 512, and private to the plugin; the kinds are separate.  Times
 * to live are milliseconds, 0 is for ever.  On a site of several nodes all of them share one store.  When that is lost,
 * values, counters, limits and messages go on within each node by itself until it is back, and locks are
 * VEZA_E_UNAVAILABLE. */
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

/* One message of a channel; it must be quick and must not block.  One call at a time for each subscription.  A negative
 * result is written to the log.  [a thread of the host, or that of the publisher] */
typedef veza_status (*veza_kv_receiver)(void* self, veza_str message);

typedef struct veza_kv_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  veza_status (*get)(void* ctx, veza_str key, veza_sink value);                /* [worker] */
  veza_status (*set)(void* ctx, veza_str key, veza_str value, int64_t ttl_ms); /* 0: for ever  [worker] */
  veza_status (*remove)(void* ctx, veza_str key);                              /* [worker] */
  veza_status (*increment)(void* ctx, veza_str key, int64_t by, int64_t ttl_ms, int64_t* value); /* [worker] */
  /* At most `max` in any window of `window_ms` (sliding).  [worker] */
  veza_status (*limit)(void* ctx, veza_str key, uint32_t max, int64_t window_ms, veza_kv_limit* result);

  /* Since SDK 1.1 */

  /* Sets a key that has no value; VEZA_E_CONFLICT when it has one.  [worker] */
  veza_status (*set_if_absent)(void* ctx, veza_str key, veza_str value, int64_t ttl_ms);
  /* A new time to live for an existing key; VEZA_E_NOT_FOUND when there is none.  [worker] */
  veza_status (*expire)(void* ctx, veza_str key, int64_t ttl_ms);
  /* limit() for a request that counts as `cost`; 0 only asks.  [worker] */
  veza_status (*take)(void* ctx, veza_str key, uint32_t max, int64_t window_ms, uint32_t cost, veza_kv_limit* result);
  /* Forgets what `key` has used of its limit.  [worker] */
  veza_status (*reset_limit)(void* ctx, veza_str key);

  /* Takes a lock for `ttl_ms` (1 ms to 24 hours); VEZA_E_CONFLICT while somebody holds it.  `token` is greater than
   * that of every lock granted before.  A holder that was paused beyond its time does not know it: what the lock guards
   * should remember the highest token it has seen and refuse lower ones.  [worker] */
  veza_status (*lock)(void* ctx, veza_str name, int64_t ttl_ms, int64_t* token);
  /* `ttl_ms` more from now on; VEZA_E_NOT_FOUND when the token's lock is over.  [worker] */
  veza_status (*renew)(void* ctx, veza_str name, int64_t token, int64_t ttl_ms);
  /* VEZA_E_NOT_FOUND when the token's lock was over already.  [worker] */
  veza_status (*unlock)(void* ctx, veza_str name, int64_t token);

  /* To the plugin's subscribers of the channel on every node, at this moment; lost when there is none.  [worker] */
  veza_status (*publish)(void* ctx, veza_str channel, veza_str message);
  /* Messages come from when start has returned until the plugin stops.  [control] */
  veza_status (*subscribe)(void* ctx, veza_str channel, veza_kv_receiver receiver, void* self);
} veza_kv_v1;

#ifdef __cplusplus
}
#endif
#endif
