// veza.privacy/1. veza_privacy_export is the host's ExportSink, seen from the other side.
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "plugins/tx_abi.h"
#include "privacy/registry.h"
#include "veza/abi/privacy.h"

namespace veza::plugins {
namespace {

constexpr size_t max_name = 1024;

veza_privacy_export* to_abi(privacy::ExportSink& sink) { return reinterpret_cast<veza_privacy_export*>(&sink); }
privacy::ExportSink& from_abi(veza_privacy_export* out) { return *reinterpret_cast<privacy::ExportSink*>(out); }

class PrivacyService final : public Service {
 public:
  PrivacyService(PluginContext& plugin, privacy::Registry& registry) : plugin_(plugin), registry_(registry) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .register_part = &register_part,
              .put_json = &put_json,
              .put_blob = &put_blob};
  }
  std::string_view id() const override { return VEZA_PRIVACY_V1; }
  const void* table() const override { return &table_; }

  base::Status go_live() override {
    if (waiting_) {
      auto handler = std::move(*waiting_);
      waiting_.reset();
      return registry_.add(std::move(handler));
    }
    if (plugin_.manifest.user_data.empty()) return {};
    return base::fail(base::Code::invalid,
                      "its plugin.json says that it keeps data of people in " + plugin_.manifest.user_data.front() +
                          ", but it registered nothing that exports and erases it (veza.privacy/1)");
  }
  bool sweep(int64_t deadline_ms) override { return registry_.remove(plugin_.id(), deadline_ms); }

 private:
  static veza_status register_part(void* ctx, veza_privacy_exporter exporter, veza_privacy_eraser eraser,
                                   void* handler_self) noexcept {
    auto* self = static_cast<PrivacyService*>(ctx);
    if (!self) return bad_argument("privacy.register_part", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (auto status = self->plugin_.check_registering("privacy.register_part"); status < 0) return status;
      if (!exporter || !eraser) return bad_argument("privacy.register_part", "a function is NULL");
      if (self->waiting_) return refuse(base::Code::conflict, "the plugin has registered already");
      auto* plugin = &self->plugin_;
      privacy::Handler handler;
      handler.owner = plugin->id();
      handler.write = [plugin, exporter, handler_self](std::string_view user_id,
                                                       privacy::ExportSink& sink) -> base::Status {
        const Gate::Visit visit(plugin->calls_in);
        if (!visit) return base::fail(base::Code::unavailable, "plugin " + plugin->id() + " is not running");
        return call_plugin([&] { return exporter(handler_self, abi(user_id), to_abi(sink)); });
      };
      handler.erase = [plugin, eraser, handler_self](data::Transaction& tx,
                                                     std::string_view user_id) -> base::Result<bool> {
        const Gate::Visit visit(plugin->calls_in);
        if (!visit) return base::fail(base::Code::unavailable, "plugin " + plugin->id() + " is not running");
        int32_t more = 0;
        auto erased = call_plugin([&] { return eraser(handler_self, plugins::to_abi(tx), abi(user_id), &more); });
        if (!erased) return base::fail(erased.error());
        return more != 0;
      };
      self->waiting_ = std::move(handler);
      return veza_status{VEZA_OK};
    });
  }

  static veza_status put_json(veza_privacy_export* out, veza_str name, veza_str json) noexcept {
    return contained([&] {
      if (!out || !readable(name, max_name) || !readable(json)) return bad_argument("privacy.put_json", "a NULL");
      const auto put = from_abi(out).json(view(name), view(json));
      return put ? veza_status{VEZA_OK} : refuse(put.error());
    });
  }

  static veza_status put_blob(veza_privacy_export* out, veza_str name, veza_str key) noexcept {
    return contained([&] {
      if (!out || !readable(name, max_name) || !readable(key, max_name)) {
        return bad_argument("privacy.put_blob", "a NULL");
      }
      const auto put = from_abi(out).blob(view(name), view(key));
      return put ? veza_status{VEZA_OK} : refuse(put.error());
    });
  }

  PluginContext& plugin_;
  privacy::Registry& registry_;
  std::optional<privacy::Handler> waiting_;  // until the plugin runs
  veza_privacy_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_privacy_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<PrivacyService>(plugin, *services.privacy);
}

}  // namespace veza::plugins
