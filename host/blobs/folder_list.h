// The blobs below a folder.
#pragma once
#include <string>
#include <vector>

#include "blobs/store.h"

namespace veza::blobs {

// Every regular file below `folder`, and every link to one, its path in it prefixed with `prefix` as the key; sorted.
// What is removed meanwhile is left out; names that are no keys (the store's own folders) are too.
base::Result<std::vector<BlobInfo>> list_folder(const std::string& folder, const std::string& prefix);

}  // namespace veza::blobs
