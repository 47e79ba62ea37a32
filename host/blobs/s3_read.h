// Reading objects: their facts, and ranges of them.
#pragma once
#include "blobs/s3_client.h"
#include "blobs/store.h"

namespace veza::blobs {

// As Store::read and Store::read_of (`etag` empty: whatever blob is there). An answer that is not exactly the range
// asked for is an error.
base::Result<size_t> read_range(const S3Client& client, std::string_view key, const std::string& etag, uint64_t offset,
                                char* out, size_t size);
base::Result<BlobFacts> read_facts(const S3Client& client, std::string_view key);

// "bytes 0-4/10": first, last and size of the whole. Nothing when it is not of this form, or contradicts itself.
struct ContentRange {
  uint64_t first = 0, last = 0, whole = 0;
};
std::optional<ContentRange> parse_content_range(std::string_view text);

}  // namespace veza::blobs
