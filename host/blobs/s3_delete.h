// Deleting objects, singly and a thousand at a time.
#pragma once
#include <vector>

#include "blobs/s3_client.h"
#include "blobs/store.h"

namespace veza::blobs {

// Success also when there is none.
base::Status delete_object(const S3Client& client, std::string_view key);
// By DeleteObjects; one by one where the store does not know it.
base::Status delete_objects(const S3Client& client, const std::vector<BlobInfo>& blobs);

}  // namespace veza::blobs
