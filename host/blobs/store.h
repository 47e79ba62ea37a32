// Blobs: bytes by key (key.h). A folder (folder_store.h), or S3 behind the same face.
//
// A blob appears whole or not at all; putting an existing key replaces it, and whoever has the old one open goes on
// reading the old one. [any thread] Calls block on disk or network. Errors: invalid (the key), not_found,
// conflict (a folder only: a key where a prefix is, or the other way round), forbidden (the store's keys), unavailable
// (full, unreachable).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace veza::blobs {

enum class Durability {
  durable,  // on disk before the call returns
  relaxed,  // no sync: for what can be made again (segments, thumbnails). A power cut may lose or shorten it.
};
enum class Source { move, copy };

// A blob to serve: the descriptor is shared with the store's cache, so read it by position (pread, sendfile) and
// never move its offset.
struct OpenBlob {
  std::shared_ptr<const base::Fd> file;
  uint64_t size = 0;
  int64_t modified_ms = 0;
  std::string etag;  // with its quotes, strong; changes whenever the blob is put anew
};

struct BlobInfo {
  std::string key;
  uint64_t size = 0;
  int64_t modified_ms = 0;
};

struct BlobFacts {
  uint64_t size = 0;
  int64_t modified_ms = 0;
  std::string etag;                   // as OpenBlob's; empty when the store has none
  std::optional<std::string> sha256;  // lower-case hex, where the store keeps it beside the blob
};

// What a presigned URL's answer says of itself; empty: the store's own.
struct Presentation {
  std::string content_type = {};
  std::string content_disposition = {};
};

// Fills `buffer`, returns the count, 0 at the end.
using Reader = std::function<base::Result<size_t>(char* buffer, size_t capacity)>;

class Store {
 public:
  virtual ~Store() = default;

  // Returns the size. When `reader` fails nothing is stored.
  virtual base::Result<uint64_t> put(std::string_view key, const Reader& reader,
                                     Durability durability = Durability::durable) = 0;
  // As put, of bytes whose SHA-256 (lower-case hex) is known: nothing is stored when `reader` gives others (conflict).
  // A remote store keeps the digest beside the blob.
  virtual base::Result<uint64_t> put_known(std::string_view key, const Reader& reader, const std::string& sha256,
                                           Durability durability = Durability::durable);
  base::Status put_bytes(std::string_view key, std::string_view bytes, Durability durability = Durability::durable);
  // The file at `path`; with move it is gone from there afterwards (renamed when on the same filesystem).
  virtual base::Status put_file(std::string_view key, const std::string& path, Source source,
                                Durability durability = Durability::durable) = 0;
  // The regular file at `path` (absolute, no link in it) stays where it is and is the blob, for as long as it is there;
  // removing the blob leaves it alone. A store that cannot link, and this default, keeps a copy. The caller decides
  // which files may be linked to.
  virtual base::Status link(std::string_view key, const std::string& path,
                            Durability durability = Durability::durable) {
    return put_file(key, path, Source::copy, durability);
  }
  // `size` bytes of an open file from `offset`, without passing through memory where the kernel can (reflink,
  // copy_file_range). The descriptor's own offset is neither used nor moved. invalid when the file is shorter.
  virtual base::Status put_fd(std::string_view key, int fd, uint64_t offset, uint64_t size,
                              Durability durability = Durability::durable) = 0;

  // unsupported when the store is remote.
  virtual base::Result<OpenBlob> open(std::string_view key) = 0;
  // Up to `size` bytes at `offset`; the count read, 0 at or past the end.
  virtual base::Result<size_t> read(std::string_view key, uint64_t offset, char* out, size_t size) = 0;
  // As read, of the very blob that has `etag`: conflict when another was put in its place.
  virtual base::Result<size_t> read_of(std::string_view key, const std::string& etag, uint64_t offset, char* out,
                                       size_t size) = 0;
  // The whole blob, at most `limit` bytes (too_large beyond it).
  base::Result<std::string> read_all(std::string_view key, uint64_t limit = 64U << 20);
  virtual base::Result<uint64_t> size(std::string_view key) = 0;
  virtual base::Result<BlobFacts> facts(std::string_view key) = 0;
  base::Result<bool> exists(std::string_view key);
  // Success also when there is none.
  virtual base::Status remove(std::string_view key) = 0;
  // Everything below a prefix that ends with '/'.
  virtual base::Status remove_prefix(std::string_view prefix) = 0;
  // Every blob below the prefix ("" = all), sorted by key.
  virtual base::Result<std::vector<BlobInfo>> list(std::string_view prefix) = 0;
  // Where the blob lies as a file, for tools that need a path; nothing when the store is remote. The blob need not
  // exist. Read only.
  virtual base::Result<std::optional<std::string>> local_path(std::string_view key) = 0;
  // A URL that gives the blob to whoever has it, for `ttl_seconds` (at most a week), to GET with or without Range;
  // nothing when the store has no address of its own (a folder). The blob need not exist.
  virtual base::Result<std::optional<std::string>> presigned_get(std::string_view key, int64_t ttl_seconds,
                                                                 const Presentation& as = {}) = 0;

  // Writes, reads and removes a small blob: for health.
  virtual base::Status ping() = 0;
  virtual std::string describe() const = 0;
};

}  // namespace veza::blobs
