// veza.secrets/1
#include "base/sealed.h"
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "veza/abi/secrets.h"

namespace veza::plugins {
namespace {

constexpr size_t max_context = 512;
constexpr size_t max_secret = 1U << 20;
constexpr size_t max_sealed = 2U << 20;

class SecretsService final : public Service {
 public:
  SecretsService(PluginContext& plugin, const Services& services) : plugin_(plugin), seal_(*services.seal) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .seal = &seal,
              .open = &open,
              .outdated = [](void* ctx, veza_str sealed) noexcept -> int32_t {
                const auto* self = static_cast<SecretsService*>(ctx);
                return self && readable(sealed, max_sealed) && self->seal_.outdated(view(sealed));
              }};
  }
  std::string_view id() const override { return VEZA_SECRETS_V1; }
  const void* table() const override { return &table_; }

 private:
  template <class Use>
  static veza_status with_seal(void* ctx, std::string_view function, veza_str text, size_t max, veza_str context,
                               const veza_sink& sink, Use&& use) noexcept {
    auto* self = static_cast<SecretsService*>(ctx);
    if (!self) return bad_argument(function, "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!readable(text, max) || !readable(context, max_context) || context.len == 0 || !sink.put)
        return bad_argument(function, "a secret of up to 1 MiB, a context of 1 to 512 bytes and a sink are needed");
      // No plugin opens what another sealed.
      return use(self->seal_, "plugin/" + self->plugin_.id() + "/" + std::string(view(context)));
    });
  }

  static veza_status seal(void* ctx, veza_str plaintext, veza_str context, veza_sink sealed) noexcept {
    return with_seal(ctx, "secrets.seal", plaintext, max_secret, context, sealed,
                     [&](const base::Seal& keys, const std::string& full) {
                       sealed.put(sealed.self, abi(keys.seal(view(plaintext), full)));
                       return veza_status{VEZA_OK};
                     });
  }

  static veza_status open(void* ctx, veza_str sealed, veza_str context, veza_sink plaintext) noexcept {
    return with_seal(ctx, "secrets.open", sealed, max_sealed, context, plaintext,
                     [&](const base::Seal& keys, const std::string& full) {
                       const auto text = keys.open(view(sealed), full);
                       if (!text) return refuse(text.error());
                       plaintext.put(plaintext.self, abi(*text));
                       return veza_status{VEZA_OK};
                     });
  }

  PluginContext& plugin_;
  const base::Seal& seal_;
  veza_secrets_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_secrets_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<SecretsService>(plugin, services);
}

}  // namespace veza::plugins
