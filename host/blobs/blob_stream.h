// A blob read from front to back without a file behind it: what serves the blobs of a remote store.
#pragma once
#include <cstdint>
#include <string>

#include "blobs/store.h"

namespace veza::blobs {

// Fetches `chunk` bytes at a time and hands them out in pieces; no more is ever in memory. All of it comes from the
// blob that was there when the stream was opened: when another is put in its place, next() fails with conflict.
// One thread at a time; the store must outlive it.
class BlobStream {
 public:
  static base::Result<BlobStream> open(Store& store, std::string key, size_t chunk = 256U << 10);

  const BlobFacts& facts() const { return facts_; }
  // Fills `out`, returns the count, 0 at the end. Blocks on the store. A stream that ends before facts().size is an
  // error (unavailable).
  base::Result<size_t> next(char* out, size_t size);
  // Goes on from `offset` (of the blob).
  void seek(uint64_t offset) { at_ = offset; }

 private:
  BlobStream(Store& store, std::string key, size_t chunk, BlobFacts facts)
      : store_(&store), key_(std::move(key)), chunk_size_(chunk), facts_(std::move(facts)) {}
  base::Status fetch();

  Store* store_;
  std::string key_;
  size_t chunk_size_;
  BlobFacts facts_;
  uint64_t at_ = 0;
  std::string chunk_;
  uint64_t chunk_at_ = 0;  // of its first byte in the blob
};

// Writes the whole blob to an open file, at its position.
base::Status fetch_to(Store& store, std::string_view key, int fd);

}  // namespace veza::blobs
