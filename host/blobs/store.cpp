#include "blobs/store.h"

#include <algorithm>

#include "blobs/digest.h"

namespace veza::blobs {

base::Result<uint64_t> Store::put_known(std::string_view key, const Reader& reader, const std::string& sha256,
                                        Durability durability) {
  return put(key, checked(reader, sha256), durability);
}

base::Status Store::put_bytes(std::string_view key, std::string_view bytes, Durability durability) {
  const Reader reader = [&](char* buffer, size_t capacity) -> base::Result<size_t> {
    const size_t n = bytes.copy(buffer, capacity);
    bytes.remove_prefix(n);
    return n;
  };
  auto put_size = put(key, reader, durability);
  if (!put_size) return base::fail(put_size.error());
  return {};
}

base::Result<std::string> Store::read_all(std::string_view key, uint64_t limit) {
  auto bytes = size(key);
  if (!bytes) return base::fail(bytes.error());
  if (*bytes > limit) {
    return base::fail(base::Code::too_large, "the blob " + std::string(key) + " has " + std::to_string(*bytes) +
                                                 " bytes, over the limit of " + std::to_string(limit));
  }
  std::string data(*bytes, '\0');
  auto n = read(key, 0, data.data(), data.size());
  if (!n) return base::fail(n.error());
  data.resize(*n);
  return data;
}

base::Result<bool> Store::exists(std::string_view key) {
  auto bytes = size(key);
  if (bytes) return true;
  if (bytes.error().code == base::Code::not_found) return false;
  return base::fail(bytes.error());
}

}  // namespace veza::blobs
