/* veza/abi/ws.h - service "veza.ws/1": messages over the one WebSocket endpoint, GET /api/v1/ws.  C11.
 *
 * Frames are JSON objects with a "type".  The host answers Ping, Subscribe{topic} and Unsubscribe{topic}; a plugin
 * adds topics and message types of its own. */
#ifndef VEZA_ABI_WS_H
#define VEZA_ABI_WS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_WS_V1 "veza.ws/1"

/* VEZA_OK when `principal` may subscribe to `topic`.  [worker] */
typedef veza_status (*veza_ws_authorize)(void* self, const veza_principal* principal, veza_str topic);

/* One frame of a registered type.  `connection` names the sender's socket for send().  A negative result is
 * answered with an Error frame.  Frames of one connection come one at a time, in order.  [worker] */
typedef veza_status (*veza_ws_message)(void* self, uint64_t connection, const veza_principal* principal, veza_str json);

typedef struct veza_ws_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Topics that begin with `prefix` ("track.") belong to this plugin.  [control] */
  veza_status (*add_topic)(void* ctx, veza_str prefix, veza_ws_authorize authorize, void* self);
  /* [control] */
  veza_status (*add_type)(void* ctx, veza_str type, veza_ws_message handler, void* self);
  /* Queues `json` to every subscriber; encoded once.  [any] */
  void (*publish)(void* ctx, veza_str topic, veza_str json);
  /* Queues `json` to one connection; VEZA_E_NOT_FOUND when it is gone.  [any] */
  veza_status (*send)(void* ctx, uint64_t connection, veza_str json);
} veza_ws_v1;

#ifdef __cplusplus
}
#endif
#endif
