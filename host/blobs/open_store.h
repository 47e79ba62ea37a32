// A store by its address, as settings and command lines name it.
#pragma once
#include <memory>
#include <string>

#include "blobs/store.h"

namespace veza::blobs {

struct StoreAddress {
  std::string url = {};                          // "folder:/path" or "s3://bucket[/prefix]?…" (s3_target.h)
  std::string access_key = {}, secret_key = {};  // of an object store
};

// Errors (invalid) name what is wrong with the address or the keys; a folder is made when missing. An object store is
// not asked yet: ping() does.
base::Result<std::unique_ptr<Store>> open_store(const StoreAddress& address);

}  // namespace veza::blobs
