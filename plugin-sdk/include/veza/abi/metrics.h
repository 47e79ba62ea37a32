/* veza/abi/metrics.h - service "veza.metrics/1": numbers on /metrics (Prometheus text format).  C11.
 * Names are snake_case with the unit at the end, counters end in _total; the host adds the label plugin="<id>". */
#ifndef VEZA_ABI_METRICS_H
#define VEZA_ABI_METRICS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_METRICS_V1 "veza.metrics/1"

typedef struct veza_metric veza_metric; /* valid until destroy */

enum { VEZA_METRIC_COUNTER = 0, VEZA_METRIC_GAUGE = 1, VEZA_METRIC_HISTOGRAM = 2 };

typedef struct veza_metrics_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* `labels`: a JSON object of strings, or empty.  Asking again for the same name and labels gives the same metric.
   * NULL when the name is malformed or of another kind.  [control] */
  veza_metric* (*metric)(void* ctx, int32_t kind, veza_str name, veza_str help, veza_str labels);
  /* Counter: adds `value` (>= 0).  Gauge: sets it.  Histogram: observes it.  [any] */
  void (*record)(veza_metric* metric, double value);
} veza_metrics_v1;

#ifdef __cplusplus
}
#endif
#endif
