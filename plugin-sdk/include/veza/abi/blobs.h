/* veza/abi/blobs.h - service "veza.blobs/1": bytes by key, in a folder or an object store.  C11.
 * A key is segments of [A-Za-z0-9._-] joined by '/', at most 512 bytes, no "." or ".." segment; its first segment
 * says whose it is ("library/<id>/original").  A blob appears whole or not at all. */
#ifndef VEZA_ABI_BLOBS_H
#define VEZA_ABI_BLOBS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_BLOBS_V1 "veza.blobs/1"

enum {
  VEZA_BLOB_DURABLE = 0, /* on disk before the call returns */
  VEZA_BLOB_RELAXED = 1  /* can be made again (segments, thumbnails): no sync */
};

/* Runs with a local file that holds the blob; `path` is valid until it returns. */
typedef veza_status (*veza_blob_file)(void* self, veza_str path);

typedef struct veza_blobs_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* All [worker]. */
  veza_status (*put)(void* ctx, veza_str key, veza_str data, int32_t durability);
  /* Takes the file at `path` over (moved when it is on the same filesystem, else copied and removed). */
  veza_status (*put_file)(void* ctx, veza_str key, veza_str path, int32_t durability);
  /* A range of the request's body, without passing through memory. */
  veza_status (*put_body)(void* ctx, veza_str key, const veza_http_request* request, uint64_t offset, uint64_t size);
  /* Up to `size` bytes at `offset`; the count read, 0 at the end, or a negative status. */
  int64_t (*read)(void* ctx, veza_str key, uint64_t offset, void* out, size_t size);
  veza_status (*size)(void* ctx, veza_str key, uint64_t* bytes);
  veza_status (*with_file)(void* ctx, veza_str key, veza_blob_file use, void* self);
  veza_status (*remove)(void* ctx, veza_str key);           /* VEZA_OK when there is none */
  veza_status (*remove_prefix)(void* ctx, veza_str prefix); /* `prefix` ends with '/' */

  /* Since SDK 1.3 */

  /* Makes the file at `path`, which stays where it is, the blob: a folder store keeps a link, an object store a copy.
   * Removing the blob leaves the file alone; a file that is changed or removed is a changed or missing blob.  `path` is
   * absolute and, with every link in it followed, a regular file below a folder that the plugin's setting named by
   * plugin.json's "blobs": {"links": …} lists: else VEZA_E_FORBIDDEN.  VEZA_E_NOT_FOUND: there is no such file. */
  veza_status (*link)(void* ctx, veza_str key, veza_str path, int32_t durability);
} veza_blobs_v1;

#ifdef __cplusplus
}
#endif
#endif
