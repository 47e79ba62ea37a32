// veza.kv/1
#include "base/crypto.h"
#include "kv/store.h"
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "veza/abi/kv.h"

namespace veza::plugins {
namespace {

constexpr size_t max_key = 512;
constexpr size_t max_value = 8U << 20;

class KvService final : public Service {
 public:
  KvService(PluginContext& plugin, kv::Store& store)
      : plugin_(plugin), store_(store), prefix_("p/" + plugin.id() + "/") {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .get = &get,
              .set = &set,
              .remove = &remove,
              .increment = &increment,
              .limit = &limit};
  }
  std::string_view id() const override { return VEZA_KV_V1; }
  const void* table() const override { return &table_; }

 private:
  // The plugin's 512 bytes are its own: the prefix counts on top, so a key is hashed where that would be too long.
  template <class Use>
  static veza_status with_key(void* ctx, std::string_view function, veza_str key, Use&& use) noexcept {
    auto* self = static_cast<KvService*>(ctx);
    if (!self) return bad_argument(function, "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&]() -> veza_status {
      if (!readable(key, max_key) || key.len == 0) return bad_argument(function, "a key has 1 to 512 bytes");
      std::string full = self->prefix_ + std::string(view(key));
      if (full.size() > max_key) full = self->prefix_ + "#" + base::sha256_hex(view(key));
      return use(self->store_, full);
    });
  }

  static veza_status get(void* ctx, veza_str key, veza_sink value) noexcept {
    return with_key(ctx, "kv.get", key, [&](kv::Store& store, const std::string& full) {
      if (!value.put) return bad_argument("kv.get", "the sink has no function");
      const auto found = store.get(full);
      if (!found) return refuse(found.error());
      if (!*found) return refuse(base::Code::not_found, "there is no such key");
      value.put(value.self, abi(**found));
      return veza_status{VEZA_OK};
    });
  }

  static veza_status set(void* ctx, veza_str key, veza_str value, int64_t ttl_ms) noexcept {
    return with_key(ctx, "kv.set", key, [&](kv::Store& store, const std::string& full) {
      if (!readable(value, max_value)) return bad_argument("kv.set", "a value has at most 8 MiB");
      if (ttl_ms < 0) return bad_argument("kv.set", "ttl_ms is negative");
      return from(store.set(full, view(value), ttl_ms));
    });
  }

  static veza_status remove(void* ctx, veza_str key) noexcept {
    return with_key(ctx, "kv.remove", key, [&](kv::Store& store, const std::string& full) {
      const auto removed = store.remove(full);
      return removed ? veza_status{VEZA_OK} : refuse(removed.error());
    });
  }

  static veza_status increment(void* ctx, veza_str key, int64_t by, int64_t ttl_ms, int64_t* value) noexcept {
    return with_key(ctx, "kv.increment", key, [&](kv::Store& store, const std::string& full) {
      if (ttl_ms < 0) return bad_argument("kv.increment", "ttl_ms is negative");
      const auto sum = store.increment(full, by, ttl_ms);
      if (!sum) return refuse(sum.error());
      if (value) *value = *sum;
      return veza_status{VEZA_OK};
    });
  }

  static veza_status limit(void* ctx, veza_str key, uint32_t max, int64_t window_ms, veza_kv_limit* result) noexcept {
    return with_key(ctx, "kv.limit", key, [&](kv::Store& store, const std::string& full) {
      if (!result || window_ms <= 0) return bad_argument("kv.limit", "result is NULL, or the window is not positive");
      const auto answer = store.limit(full, max, window_ms);
      if (!answer) return refuse(answer.error());
      *result = {answer->allowed ? 1U : 0U, answer->remaining, answer->retry_after_ms};
      return veza_status{VEZA_OK};
    });
  }

  PluginContext& plugin_;
  kv::Store& store_;
  const std::string prefix_;
  veza_kv_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_kv_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<KvService>(plugin, services.kv);
}

}  // namespace veza::plugins
