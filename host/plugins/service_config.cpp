// veza.config/1
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "veza/abi/config.h"

namespace veza::plugins {
namespace {

class ConfigService final : public Service {
 public:
  explicit ConfigService(const PluginContext& plugin) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = const_cast<PluginContext*>(&plugin),
              .settings = &text<&PluginContext::settings>,
              .plugin_dir = &text<&PluginContext::folder>,
              .scratch_dir = &text<&PluginContext::scratch_dir>,
              .libexec_dir = &text<&PluginContext::libexec_dir>};
  }
  std::string_view id() const override { return VEZA_CONFIG_V1; }
  const void* table() const override { return &table_; }

 private:
  template <std::string PluginContext::*Member>
  static veza_str text(void* ctx) noexcept {
    return ctx ? abi(static_cast<const PluginContext*>(ctx)->*Member) : veza_str{nullptr, 0};
  }

  veza_config_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_config_service(PluginContext& plugin) { return std::make_unique<ConfigService>(plugin); }

}  // namespace veza::plugins
