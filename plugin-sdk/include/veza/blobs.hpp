// veza.blobs/1: bytes by key. [worker]
#pragma once
#include <functional>

#include "veza/abi/blobs.h"
#include "veza/http_message.hpp"

namespace veza {

enum class Durability : int32_t { durable = VEZA_BLOB_DURABLE, relaxed = VEZA_BLOB_RELAXED };

class Blobs : detail::Service<veza_blobs_v1> {
 public:
  explicit Blobs(const Host& host) : Service(host, VEZA_BLOBS_V1) {}

  void put(std::string_view key, std::string_view data, Durability durability = Durability::durable) const {
    check(table_->put(table_->ctx, detail::abi(key), detail::abi(data), static_cast<int32_t>(durability)));
  }
  // Takes over the file at `path`.
  void put_file(std::string_view key, const std::string& path, Durability durability = Durability::durable) const {
    check(table_->put_file(table_->ctx, detail::abi(key), detail::abi(path), static_cast<int32_t>(durability)));
  }
  // The file at `path` stays where it is and is the blob (an object store copies it). Only below a folder listed by the
  // setting that plugin.json's "blobs": {"links": …} names. (1.3)
  void link(std::string_view key, const std::string& path, Durability durability = Durability::durable) const {
    if (!VEZA_HAS(table_, link)) {
      throw Error(VEZA_E_UNSUPPORTED, "this Veza has no such function in veza.blobs/1; update it to SDK 1.3");
    }
    check(table_->link(table_->ctx, detail::abi(key), detail::abi(path), static_cast<int32_t>(durability)));
  }
  // One part of a request's body, durable, without passing through memory.
  void put_part(std::string_view key, const Request& request, const Part& part) const {
    check(table_->put_body(table_->ctx, detail::abi(key), request.abi(), part.offset, part.size));
  }
  size_t read(std::string_view key, uint64_t offset, void* out, size_t size) const {
    const int64_t n = table_->read(table_->ctx, detail::abi(key), offset, out, size);
    check(n < 0 ? static_cast<veza_status>(n) : VEZA_OK);
    return static_cast<size_t>(n);
  }
  std::string read_all(std::string_view key) const {
    std::string data(size(key), '\0');
    size_t done = 0;
    while (done < data.size()) {
      const size_t n = read(key, done, data.data() + done, data.size() - done);
      if (n == 0) break;
      done += n;
    }
    data.resize(done);
    return data;
  }
  uint64_t size(std::string_view key) const {
    uint64_t bytes = 0;
    check(table_->size(table_->ctx, detail::abi(key), &bytes));
    return bytes;
  }
  // Runs `use` with a local file that holds the blob while it runs.
  void with_file(std::string_view key, const std::function<void(const std::string& path)>& use) const {
    struct Call {
      const veza_host* host;
      const std::function<void(const std::string&)>* use;
    } call{host_, &use};
    check(table_->with_file(
        table_->ctx, detail::abi(key),
        [](void* self, veza_str path) noexcept -> veza_status {
          const auto* c = static_cast<const Call*>(self);
          return detail::guard(c->host, [&] { (*c->use)(detail::copy(path)); });
        },
        &call));
  }
  void remove(std::string_view key) const { check(table_->remove(table_->ctx, detail::abi(key))); }
  // `prefix` ends with '/'.
  void remove_prefix(std::string_view prefix) const { check(table_->remove_prefix(table_->ctx, detail::abi(prefix))); }
};

}  // namespace veza
