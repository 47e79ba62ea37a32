/* veza/abi/plugin.h - how host and plugin meet.  C11.
 *
 * A plugin is a folder: plugin.json (read before any code), the shared object it names, and beside them
 * migrations/, openapi.json and whatever files the plugin serves.  The object exports one symbol:
 *
 *     VEZA_EXPORT veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);
 *
 * Lifecycle, all on the control thread:
 *     entry   create the plugin; no I/O, no service calls but log and config
 *     (the host applies migrations/)
 *     start   look up services, register; live when it returns VEZA_OK; a failure is swept and destroyed, not stopped
 *     drain   no new work comes; finish what is under way (optional)
 *     stop    join own threads; the host then sweeps every registration the plugin left
 *     destroy free everything
 */
#ifndef VEZA_ABI_PLUGIN_H
#define VEZA_ABI_PLUGIN_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_PLUGIN_ENTRY "veza_plugin_entry_v1"

typedef struct veza_host {
  uint32_t struct_size;
  uint32_t abi_major; /* VEZA_ABI_MAJOR the host was built with */
  uint32_t abi_minor;
  uint32_t reserved;
  void* ctx; /* first argument of the functions below */

  /* The table of service `id` ("veza.http/1"), or NULL with last_error set when there is none or the manifest does
   * not require it.  Valid until destroy.  [control] */
  const void* (*service)(void* ctx, veza_str id);

  /* Offers `table` (struct_size first) to other plugins under `id`.  It must stay valid until destroy; plugins that
   * require it start after and stop before this one.  VEZA_E_CONFLICT when the id is taken.  [control] */
  veza_status (*offer)(void* ctx, veza_str id, const void* table);

  /* The sentence for this thread's last failed call; valid until its next call.  [any] */
  veza_str (*last_error)(void* ctx);

  /* Leaves the sentence for the failure the running callback is about to return.  [any] */
  void (*set_error)(void* ctx, veza_str text);
} veza_host;

typedef struct veza_plugin {
  uint32_t struct_size; /* set by the host; the plugin fills what fits */
  uint32_t reserved;
  void* self; /* first argument of the functions below */
  veza_status (*start)(void* self);
  void (*drain)(void* self); /* may be NULL */
  void (*stop)(void* self);
  void (*destroy)(void* self);
} veza_plugin;

typedef veza_status (*veza_plugin_entry_fn)(const veza_host* host, veza_plugin* plugin);

#ifdef __cplusplus
}
#endif
#endif
