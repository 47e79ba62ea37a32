// veza.blobs/1
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/id.h"
#include "base/json.h"
#include "blobs/blob_stream.h"
#include "blobs/store.h"
#include "plugins/boundary.h"
#include "plugins/http_call.h"
#include "plugins/service.h"
#include "veza/abi/blobs.h"

namespace veza::plugins {
namespace {

namespace fs = std::filesystem;

constexpr size_t max_key = 512;
constexpr size_t max_path = 4096;
constexpr size_t largest_put = size_t{1} << 30;  // from memory; more belongs into a file

blobs::Durability durability_of(int32_t value) {
  return value == VEZA_BLOB_RELAXED ? blobs::Durability::relaxed : blobs::Durability::durable;
}

class BlobsService final : public Service {
 public:
  BlobsService(PluginContext& plugin, blobs::Store& store) : plugin_(plugin), store_(store) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .put = &put,
              .put_file = &put_file,
              .put_body = &put_body,
              .read = &read,
              .size = &size,
              .with_file = &with_file,
              .remove = &remove,
              .remove_prefix = &remove_prefix,
              .link = &link};
  }
  std::string_view id() const override { return VEZA_BLOBS_V1; }
  const void* table() const override { return &table_; }

 private:
  template <class Use>
  static veza_status with_key(void* ctx, std::string_view function, veza_str key, Use&& use) noexcept {
    auto* self = static_cast<BlobsService*>(ctx);
    if (!self) return bad_argument(function, "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&]() -> veza_status {
      if (!readable(key, max_key)) return bad_argument(function, "the key is no text of up to 512 bytes");
      return use(*self, view(key));
    });
  }

  static veza_status put(void* ctx, veza_str key, veza_str data, int32_t durability) noexcept {
    return with_key(ctx, "blobs.put", key, [&](BlobsService& self, std::string_view name) {
      if (!readable(data, largest_put)) return bad_argument("blobs.put", "the data is NULL, or over 1 GiB");
      return from(self.store_.put_bytes(name, view(data), durability_of(durability)));
    });
  }

  static veza_status put_file(void* ctx, veza_str key, veza_str path, int32_t durability) noexcept {
    return with_key(ctx, "blobs.put_file", key, [&](BlobsService& self, std::string_view name) {
      if (!readable(path, max_path) || path.len == 0) return bad_argument("blobs.put_file", "there is no path");
      return from(self.store_.put_file(name, std::string(view(path)), blobs::Source::move, durability_of(durability)));
    });
  }

  static veza_status put_body(void* ctx, veza_str key, const veza_http_request* request, uint64_t offset,
                              uint64_t size) noexcept {
    return with_key(ctx, "blobs.put_body", key, [&](BlobsService& self, std::string_view name) {
      if (!request) return bad_argument("blobs.put_body", "the request is NULL");
      const auto& body = request->context.request.body;
      if (offset > body.size() || size > body.size() - offset) {
        return bad_argument("blobs.put_body", "the range reaches beyond the body");
      }
      if (body.is_spooled()) return from(self.store_.put_fd(name, body.fd(), offset, size));
      return from(self.store_.put_bytes(name, body.view().substr(offset, size)));
    });
  }

  static int64_t read(void* ctx, veza_str key, uint64_t offset, void* out, size_t size) noexcept {
    int64_t count = 0;
    const auto status = with_key(ctx, "blobs.read", key, [&](BlobsService& self, std::string_view name) {
      if (!out && size > 0) return bad_argument("blobs.read", "out is NULL");
      const auto done = self.store_.read(name, offset, static_cast<char*>(out), size);
      if (!done) return refuse(done.error());
      count = static_cast<int64_t>(*done);
      return veza_status{VEZA_OK};
    });
    return status < 0 ? status : count;
  }

  static veza_status size(void* ctx, veza_str key, uint64_t* bytes) noexcept {
    return with_key(ctx, "blobs.size", key, [&](BlobsService& self, std::string_view name) {
      const auto found = self.store_.size(name);
      if (!found) return refuse(found.error());
      if (bytes) *bytes = *found;
      return veza_status{VEZA_OK};
    });
  }

  static veza_status with_file(void* ctx, veza_str key, veza_blob_file use, void* use_self) noexcept {
    return with_key(ctx, "blobs.with_file", key, [&](BlobsService& self, std::string_view name) {
      if (!use) return bad_argument("blobs.with_file", "there is no function");
      const auto found = self.store_.size(name);
      if (!found) return refuse(found.error());
      const auto local = self.store_.local_path(name);
      if (!local) return refuse(local.error());
      if (*local) return from(call_plugin([&] { return use(use_self, abi(**local)); }));
      return self.with_copy(name, use, use_self);
    });
  }

  // A remote blob, fetched into the plugin's scratch folder for the time of the call.
  veza_status with_copy(std::string_view key, veza_blob_file use, void* use_self) {
    const std::string path = plugin_.scratch_dir + "/blob-" + base::new_id();
    if (auto status = fetch(key, path); !status) {
      ::unlink(path.c_str());
      return refuse(status.error());
    }
    const auto status = call_plugin([&] { return use(use_self, abi(path)); });
    ::unlink(path.c_str());
    return from(status);
  }

  base::Status fetch(std::string_view key, const std::string& path) {
    const base::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
    if (!file) return base::fail(base::errno_error("cannot make " + path, errno));
    return blobs::fetch_to(store_, key, file.get());
  }

  static veza_status remove(void* ctx, veza_str key) noexcept {
    return with_key(ctx, "blobs.remove", key,
                    [](BlobsService& self, std::string_view name) { return from(self.store_.remove(name)); });
  }

  static veza_status remove_prefix(void* ctx, veza_str prefix) noexcept {
    return with_key(ctx, "blobs.remove_prefix", prefix,
                    [](BlobsService& self, std::string_view name) { return from(self.store_.remove_prefix(name)); });
  }

  static veza_status link(void* ctx, veza_str key, veza_str path, int32_t durability) noexcept {
    return with_key(ctx, "blobs.link", key, [&](BlobsService& self, std::string_view name) {
      if (!readable(path, max_path) || path.len == 0 || view(path).find('\0') != std::string_view::npos)
        return bad_argument("blobs.link", "there is no path");
      const auto file = self.linkable(std::string(view(path)));
      if (!file) return refuse(file.error());
      return from(self.store_.link(name, *file, durability_of(durability)));
    });
  }

  // The file's own path, every link followed, where the site's settings let its files be blobs.
  base::Result<std::string> linkable(const std::string& path) {
    const auto& setting = plugin_.manifest.blob_links;
    if (setting.empty())
      return base::fail(base::Code::forbidden, "plugin.json names no setting in \"blobs\": {\"links\": …}");
    std::error_code error;
    const auto file = fs::path(path).is_absolute() ? fs::canonical(path, error) : fs::path();
    if (file.empty() || error || !fs::is_regular_file(file, error))
      return base::fail(base::Code::not_found, "there is no file " + path);
    // Links are rare beside reads, and the folders may come and go as disks do.
    const auto settings = base::parse_json(plugin_.settings);
    if (settings && settings->contains(setting)) {
      for (const auto& item : (*settings)[setting]) {
        if (!item.is_string() || !fs::path(item.get<std::string>()).is_absolute()) continue;
        const auto folder = fs::canonical(item.get<std::string>(), error);
        if (error) continue;
        const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
        if (end == folder.end() && rest != file.end()) return file.string();
      }
    }
    return base::fail(base::Code::forbidden,
                      file.string() + " is in no folder of the setting plugin." + plugin_.id() + "." + setting);
  }

  PluginContext& plugin_;
  blobs::Store& store_;
  veza_blobs_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_blobs_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<BlobsService>(plugin, services.blobs);
}

}  // namespace veza::plugins
