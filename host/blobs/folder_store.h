// Blobs as files below one folder, keys as paths; a linked blob (Store::link) is a symbolic link there. Writes go to a
// temporary file in `.tmp`, are synced and renamed.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "blobs/store.h"

namespace veza::blobs {

struct FolderOptions {
  std::string root = {};    // made when missing (its parent must exist)
  size_t open_files = 256;  // descriptors kept open for blobs served again and again; 0: none
};

// Also removes temporary files over an hour old, which a host that died left behind.
base::Result<std::unique_ptr<Store>> open_folder(const FolderOptions& options);

}  // namespace veza::blobs
