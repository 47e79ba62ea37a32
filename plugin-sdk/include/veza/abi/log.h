/* veza/abi/log.h - service "veza.log/1": lines in the host's log, under the plugin's name.  C11. */
#ifndef VEZA_ABI_LOG_H
#define VEZA_ABI_LOG_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_LOG_V1 "veza.log/1"

enum { VEZA_LOG_DEBUG = 1, VEZA_LOG_INFO = 2, VEZA_LOG_WARN = 3, VEZA_LOG_ERROR = 4 };

typedef struct veza_log_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* `fields` is a JSON object, or empty.  Values whose key names a secret are masked.  [any] */
  void (*write)(void* ctx, int32_t level, veza_str message, veza_str fields);
} veza_log_v1;

#ifdef __cplusplus
}
#endif
#endif
