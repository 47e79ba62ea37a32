#include "blobs/open_store.h"

#include "blobs/folder_store.h"
#include "blobs/s3_store.h"

namespace veza::blobs {

base::Result<std::unique_ptr<Store>> open_store(const StoreAddress& address) {
  constexpr std::string_view folder = "folder:";
  if (address.url.starts_with(folder)) return open_folder({.root = address.url.substr(folder.size())});
  if (address.url.starts_with("s3://")) {
    S3Options options;
    options.url = address.url;
    options.access_key = address.access_key;
    options.secret_key = address.secret_key;
    return open_s3(options);
  }
  return base::fail(base::Code::invalid, "a blob store's address begins with folder: or s3://; \"" +
                                             address.url.substr(0, 80) + "\" does not");
}

}  // namespace veza::blobs
