// Bytes of unknown length into one S3 object, which appears whole or not at all: a single PUT when they fit into one
// part, else a multipart upload that is aborted on every failure. One part is in memory at a time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "blobs/s3_client.h"
#include "blobs/store.h"

namespace veza::blobs {

// The metadata field (x-amz-meta-sha256) that keeps a blob's SHA-256.
inline constexpr std::string_view sha256_field = "x-amz-meta-sha256";

// Returns the size. `sha256` is kept beside the object; a single PUT knows it without being told. Parts travel with
// their MD5 and SHA-256, and the ETag that comes back is compared where it is an MD5. A process that dies in the middle
// leaves parts nobody sees: a lifecycle rule of the bucket (AbortIncompleteMultipartUpload) takes them away.
base::Result<uint64_t> upload(const S3Client& client, std::string_view key, const Reader& reader, size_t part_size,
                              const std::optional<std::string>& sha256);

}  // namespace veza::blobs
