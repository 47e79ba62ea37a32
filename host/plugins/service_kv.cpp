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
              .limit = &limit,
              .set_if_absent = &set_if_absent,
              .expire = &expire,
              .take = &take,
              .reset_limit = &reset_limit,
              .lock = &lock,
              .renew = &renew,
              .unlock = &unlock,
              .publish = &publish,
              .subscribe = &subscribe};
  }
  std::string_view id() const override { return VEZA_KV_V1; }
  const void* table() const override { return &table_; }

  base::Status go_live() override {
    for (auto& each : std::exchange(waiting_, {})) {
      auto subscribed = store_.subscribe(each.channel, receiver(each));
      if (!subscribed) return base::fail_while("subscribing to a channel of veza.kv/1", subscribed.error());
      subscriptions_.push_back(std::move(*subscribed));
    }
    return {};
  }
  // Each subscription's end waits for its receiver; the gate of calls into the plugin bounds that beforehand.
  bool sweep(int64_t deadline_ms) override {
    if (subscriptions_.empty()) return true;
    if (!plugin_.calls_in.wait_empty(std::chrono::steady_clock::now() + std::chrono::milliseconds(deadline_ms))) {
      return false;
    }
    subscriptions_.clear();
    return true;
  }

 private:
  struct Receiving {
    std::string channel;  // with the plugin's prefix
    veza_kv_receiver call;
    void* self;
  };
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
    return take(ctx, key, max, window_ms, 1, result);
  }

  static veza_status take(void* ctx, veza_str key, uint32_t max, int64_t window_ms, uint32_t cost,
                          veza_kv_limit* result) noexcept {
    return with_key(ctx, "kv.limit", key, [&](kv::Store& store, const std::string& full) {
      if (!result || window_ms <= 0) return bad_argument("kv.limit", "result is NULL, or the window is not positive");
      const auto answer = store.limit(full, max, window_ms, cost);
      if (!answer) return refuse(answer.error());
      *result = {answer->allowed ? 1U : 0U, answer->remaining, answer->retry_after_ms};
      return veza_status{VEZA_OK};
    });
  }

  static veza_status set_if_absent(void* ctx, veza_str key, veza_str value, int64_t ttl_ms) noexcept {
    return with_key(ctx, "kv.set_if_absent", key, [&](kv::Store& store, const std::string& full) {
      if (!readable(value, max_value)) return bad_argument("kv.set_if_absent", "a value has at most 8 MiB");
      if (ttl_ms < 0) return bad_argument("kv.set_if_absent", "ttl_ms is negative");
      return yes(store.set_if_absent(full, view(value), ttl_ms), base::Code::conflict, "the key has a value");
    });
  }

  static veza_status expire(void* ctx, veza_str key, int64_t ttl_ms) noexcept {
    return with_key(ctx, "kv.expire", key, [&](kv::Store& store, const std::string& full) {
      if (ttl_ms < 0) return bad_argument("kv.expire", "ttl_ms is negative");
      return yes(store.expire(full, ttl_ms), base::Code::not_found, "there is no such key");
    });
  }

  static veza_status reset_limit(void* ctx, veza_str key) noexcept {
    return with_key(ctx, "kv.reset_limit", key,
                    [](kv::Store& store, const std::string& full) { return from(store.reset_limit(full)); });
  }

  static veza_status lock(void* ctx, veza_str name, int64_t ttl_ms, int64_t* token) noexcept {
    return with_key(ctx, "kv.lock", name, [&](kv::Store& store, const std::string& full) {
      if (!token) return bad_argument("kv.lock", "token is NULL");
      const auto held = store.lock(full, ttl_ms);
      if (!held) return refuse(held.error());
      if (!*held) return refuse(base::Code::conflict, "somebody holds the lock");
      *token = (*held)->token;
      return veza_status{VEZA_OK};
    });
  }

  static veza_status renew(void* ctx, veza_str name, int64_t token, int64_t ttl_ms) noexcept {
    return with_key(ctx, "kv.renew", name, [&](kv::Store& store, const std::string& full) {
      return yes(store.renew(full, token, ttl_ms), base::Code::not_found, "the lock is over");
    });
  }

  static veza_status unlock(void* ctx, veza_str name, int64_t token) noexcept {
    return with_key(ctx, "kv.unlock", name, [&](kv::Store& store, const std::string& full) {
      return yes(store.unlock(full, token), base::Code::not_found, "the lock is over");
    });
  }

  static veza_status publish(void* ctx, veza_str channel, veza_str message) noexcept {
    return with_key(ctx, "kv.publish", channel, [&](kv::Store& store, const std::string& full) {
      if (!readable(message, max_value)) return bad_argument("kv.publish", "a message has at most 8 MiB");
      return from(store.publish(full, view(message)));
    });
  }

  static veza_status subscribe(void* ctx, veza_str channel, veza_kv_receiver receiver, void* receiver_self) noexcept {
    return with_key(ctx, "kv.subscribe", channel, [&](kv::Store&, const std::string& full) {
      auto* self = static_cast<KvService*>(ctx);
      if (auto status = self->plugin_.check_registering("kv.subscribe"); status < 0) return status;
      if (!receiver) return bad_argument("kv.subscribe", "the receiver is NULL");
      self->waiting_.push_back({full, receiver, receiver_self});
      return veza_status{VEZA_OK};
    });
  }

  // A store's yes or no, the no being a failure of its own.
  static veza_status yes(const base::Result<bool>& answer, base::Code no, std::string_view sentence) {
    if (!answer) return refuse(answer.error());
    return *answer ? veza_status{VEZA_OK} : refuse(no, std::string(sentence));
  }

  kv::Store::Receiver receiver(const Receiving& each) const {
    auto* plugin = &plugin_;
    return [plugin, call = each.call, self = each.self](std::string_view message) {
      const Gate::Visit visit(plugin->calls_in);
      if (!visit) return;
      if (auto status = call_plugin([&] { return call(self, abi(message)); }); !status) {
        plugin->log.warn("a receiver of veza.kv/1 failed", {{"error", status.error().message}});
      }
    };
  }

  PluginContext& plugin_;
  kv::Store& store_;
  const std::string prefix_;
  std::vector<Receiving> waiting_;  // until the plugin runs
  std::vector<std::unique_ptr<kv::Subscription>> subscriptions_;
  veza_kv_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_kv_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<KvService>(plugin, services.kv);
}

}  // namespace veza::plugins
