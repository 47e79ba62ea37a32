/* veza/abi/events.h - service "veza.events/1": what happened, told after it is committed.  C11.
 * Types are {domain}.{entity}.{action}.v1.  Delivery is at least once, in order for one aggregate: consumers are
 * idempotent by event id. */
#ifndef VEZA_ABI_EVENTS_H
#define VEZA_ABI_EVENTS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_EVENTS_V1 "veza.events/1"

typedef struct veza_event {
  uint32_t struct_size;
  uint32_t reserved;
  veza_str event_id; /* empty when emitting: the host makes one */
  veza_str event_type;
  veza_str aggregate_type;
  veza_str aggregate_id;
  veza_str data;           /* JSON object */
  veza_str correlation_id; /* the request id that caused it, or empty */
  int64_t timestamp_ms;    /* set by the host */
} veza_event;

/* A negative result: again later, with growing delay, then to the dead letters.  [worker] */
typedef veza_status (*veza_event_handler)(void* self, const veza_event* event);

typedef struct veza_events_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* The event becomes a row of the same transaction.  [inside db.write] */
  veza_status (*emit)(void* ctx, veza_tx* tx, const veza_event* event);
  /* Each event whose type matches `pattern` ("library.track.uploaded.v1", "library.*") reaches the durable consumer
   * `name` (unique in the plugin), also those committed while it was not running; a new one starts now.  [control] */
  veza_status (*subscribe)(void* ctx, veza_str name, veza_str pattern, veza_event_handler handler, void* self);
} veza_events_v1;

#ifdef __cplusplus
}
#endif
#endif
