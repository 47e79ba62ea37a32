/* veza/abi/catalog.h - service "veza.catalog/1": the tracks a site has.  Offered by the library plugin; used by
 * plugins that make something of a track (streams, waveforms, shops).  C11. */
#ifndef VEZA_ABI_CATALOG_H
#define VEZA_ABI_CATALOG_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_CATALOG_V1 "veza.catalog/1"

/* Queued by the library, in the upload's transaction, for the plugin that makes streams of tracks; payload
 * {"track_id"}; unique key "media.transcode:<track_id>". */
#define VEZA_JOB_TRANSCODE "media.transcode"

typedef struct veza_catalog_track {
  uint32_t struct_size;
  uint32_t is_public;
  veza_str id;
  veza_str owner_id;
  veza_str title;
  veza_str blob_key; /* of the original */
  veza_str status;   /* "processing" | "ready" | "failed" */
} veza_catalog_track;

typedef veza_status (*veza_catalog_use)(void* self, const veza_catalog_track* track);

typedef struct veza_catalog_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Runs `use` with the track; VEZA_E_NOT_FOUND.  [worker] */
  veza_status (*find)(void* ctx, veza_str track_id, veza_catalog_use use, void* self);
  /* VEZA_OK when the principal may read (edit) the track; VEZA_E_NOT_FOUND when it must not know of it,
   * VEZA_E_FORBIDDEN (edit) when it may read but not change it.  [worker] */
  veza_status (*may_read)(void* ctx, const veza_principal* principal, veza_str track_id);
  veza_status (*may_edit)(void* ctx, const veza_principal* principal, veza_str track_id);
  /* The track can be played; `media` JSON {"duration_ms","sample_rate","channels","loudness":{…}}.  Emits
   * library.track.ready.v1.  VEZA_E_NOT_FOUND when it was deleted meanwhile.  [inside db.write] */
  veza_status (*media_ready)(void* ctx, veza_tx* tx, veza_str track_id, veza_str media);
  /* It cannot, and `reason` says why in a sentence for its owner.  Emits library.track.failed.v1.  [inside db.write] */
  veza_status (*media_failed)(void* ctx, veza_tx* tx, veza_str track_id, veza_str reason);
  /* It is being made again (status "processing").  [inside db.write] */
  veza_status (*media_restarted)(void* ctx, veza_tx* tx, veza_str track_id);
} veza_catalog_v1;

#ifdef __cplusplus
}
#endif
#endif
