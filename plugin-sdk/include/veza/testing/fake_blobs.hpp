// veza.blobs/1 in a map.
#pragma once
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <vector>

#include "veza/blobs.hpp"
#include "veza/testing/fake_request.hpp"

namespace veza::testing {

class FakeBlobs {
 public:
  FakeBlobs() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.put = [](void* ctx, veza_str key, veza_str data, int32_t) noexcept {
      return with(ctx, key, [&](FakeBlobs& blobs, const std::string& name) -> veza_status {
        blobs.links.erase(name);
        blobs.all[name] = detail::copy(data);
        return VEZA_OK;
      });
    };
    table_.put_file = [](void* ctx, veza_str key, veza_str path, int32_t) noexcept {
      return with(ctx, key, [&](FakeBlobs& blobs, const std::string& name) -> veza_status {
        const std::filesystem::path file(detail::copy(path));
        std::ifstream in(file, std::ios::binary);
        if (!in) return fail(VEZA_E_NOT_FOUND, "cannot open " + file.string());
        std::ostringstream bytes;
        bytes << in.rdbuf();
        blobs.links.erase(name);
        blobs.all[name] = bytes.str();
        std::filesystem::remove(file);
        return VEZA_OK;
      });
    };
    table_.link = [](void* ctx, veza_str key, veza_str path, int32_t) noexcept {
      return with(ctx, key, [&](FakeBlobs& blobs, const std::string& name) -> veza_status {
        std::error_code error;
        const auto file = std::filesystem::canonical(detail::copy(path), error);
        if (error || !std::filesystem::is_regular_file(file, error))
          return fail(VEZA_E_NOT_FOUND, "there is no file " + detail::copy(path));
        const bool allowed = std::any_of(blobs.link_folders.begin(), blobs.link_folders.end(),
                                         [&](const auto& folder) { return file.string().starts_with(folder + "/"); });
        if (!allowed) return fail(VEZA_E_FORBIDDEN, file.string() + " is in no folder that blobs may be linked to");
        blobs.links[name] = file.string();
        blobs.all.erase(name);
        return VEZA_OK;
      });
    };
    table_.put_body = [](void* ctx, veza_str key, const veza_http_request* request, uint64_t offset,
                         uint64_t size) noexcept {
      return with(ctx, key, [&](FakeBlobs& blobs, const std::string& name) -> veza_status {
        const auto& body = FakeRequest::from(request).body;
        if (offset > body.size() || size > body.size() - offset) return fail(VEZA_E_INVALID, "beyond the body's end");
        blobs.all[name] = body.substr(offset, size);
        return VEZA_OK;
      });
    };
    table_.read = [](void* ctx, veza_str key, uint64_t offset, void* out, size_t size) noexcept -> int64_t {
      int64_t count = 0;
      const auto status = existing(ctx, key, [&](const std::string&, const std::string& data) -> veza_status {
        if (offset < data.size()) {
          count = static_cast<int64_t>(std::min<uint64_t>(size, data.size() - offset));
          std::memcpy(out, data.data() + offset, static_cast<size_t>(count));
        }
        return VEZA_OK;
      });
      return status < 0 ? status : count;
    };
    table_.size = [](void* ctx, veza_str key, uint64_t* bytes) noexcept {
      return existing(ctx, key, [&](const std::string&, const std::string& data) -> veza_status {
        *bytes = data.size();
        return VEZA_OK;
      });
    };
    table_.with_file = [](void* ctx, veza_str key, veza_blob_file use, void* self) noexcept {
      return existing(ctx, key, [&](const std::string&, const std::string& data) -> veza_status {
        auto path = (std::filesystem::temp_directory_path() / "veza-fake-blob-XXXXXX").string();
        const int fd = ::mkstemp(path.data());
        if (fd < 0) return fail(VEZA_E_UNAVAILABLE, "cannot make a temporary file");
        ::close(fd);
        std::ofstream(path, std::ios::binary) << data;
        const veza_status status = use(self, detail::abi(path));
        std::filesystem::remove(path);
        return status;
      });
    };
    table_.remove = [](void* ctx, veza_str key) noexcept {
      return with(ctx, key, [&](FakeBlobs& blobs, const std::string& name) -> veza_status {
        blobs.all.erase(name);
        blobs.links.erase(name);
        return VEZA_OK;
      });
    };
    table_.remove_prefix = [](void* ctx, veza_str prefix) noexcept {
      auto& blobs = *static_cast<FakeBlobs*>(ctx);
      return contained([&]() -> veza_status {
        const std::string text = detail::copy(prefix);
        if (!text.ends_with('/')) return fail(VEZA_E_INVALID, "a prefix ends with '/'");
        const std::lock_guard lock(blobs.mutex_);
        std::erase_if(blobs.all, [&](const auto& blob) { return blob.first.starts_with(text); });
        std::erase_if(blobs.links, [&](const auto& blob) { return blob.first.starts_with(text); });
        return VEZA_OK;
      });
    };
  }

  const veza_blobs_v1* table() const { return &table_; }
  std::map<std::string, std::string> all;    // key → bytes
  std::map<std::string, std::string> links;  // key → the file that is the blob
  std::vector<std::string> link_folders;     // absolute, without links: what is below them may be linked to

 private:
  template <class Body>
  static veza_status with(void* ctx, veza_str key, Body&& body) noexcept {
    auto& blobs = *static_cast<FakeBlobs*>(ctx);
    return contained([&] {
      const std::string name = detail::copy(key);
      if (!is_key(name)) return fail(VEZA_E_INVALID, "\"" + name + "\" is no blob key");
      const std::lock_guard lock(blobs.mutex_);
      return body(blobs, name);
    });
  }
  template <class Body>
  static veza_status existing(void* ctx, veza_str key, Body&& body) noexcept {
    auto& blobs = *static_cast<FakeBlobs*>(ctx);
    return contained([&] {
      const std::string name = detail::copy(key);
      std::string data;
      {
        const std::lock_guard lock(blobs.mutex_);
        const auto found = blobs.all.find(name);
        const auto link = blobs.links.find(name);
        if (found != blobs.all.end()) {
          data = found->second;
        } else if (link != blobs.links.end() && std::filesystem::is_regular_file(link->second)) {
          std::ostringstream bytes;
          bytes << std::ifstream(link->second, std::ios::binary).rdbuf();
          data = bytes.str();
        } else {
          return fail(VEZA_E_NOT_FOUND, "there is no blob " + name);
        }
      }
      return body(name, data);
    });
  }
  static bool is_key(const std::string& key) {
    const auto good = [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_' || c == '-'; };
    size_t begin = 0;
    for (size_t i = 0; i <= key.size(); ++i) {
      if (i < key.size() && key[i] != '/') {
        if (!good(static_cast<unsigned char>(key[i]))) return false;
        continue;
      }
      const auto segment = key.substr(begin, i - begin);
      if (segment.empty() || segment == "." || segment == "..") return false;
      begin = i + 1;
    }
    return key.size() <= 512;
  }

  std::mutex mutex_;
  veza_blobs_v1 table_{};
};

}  // namespace veza::testing
