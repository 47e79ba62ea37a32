/* veza/abi/config.h - service "veza.config/1": the plugin's settings.  C11.
 *
 * The schema and the defaults stand in plugin.json; the site's values come from veza.properties
 * (plugin.<id>.<key> = …) and the environment, are checked against the schema before start, and do not change
 * while the plugin runs. */
#ifndef VEZA_ABI_CONFIG_H
#define VEZA_ABI_CONFIG_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_CONFIG_V1 "veza.config/1"

typedef struct veza_config_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* All settings as one JSON object, defaults filled in; valid until destroy.  [any] */
  veza_str (*settings)(void* ctx);
  /* The plugin's own folder (plugin.json, migrations/, files it serves); valid until destroy.  [any] */
  veza_str (*plugin_dir)(void* ctx);
  /* A folder of the plugin's own for scratch files; emptied at every start of the host.  [any] */
  veza_str (*scratch_dir)(void* ctx);
  /* The folder of helper programs (veza-transcode …).  [any] */
  veza_str (*libexec_dir)(void* ctx);
} veza_config_v1;

#ifdef __cplusplus
}
#endif
#endif
