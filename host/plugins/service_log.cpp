// veza.log/1
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "veza/abi/log.h"

namespace veza::plugins {
namespace {

constexpr size_t max_message = 64U << 10;

class LogService final : public Service {
 public:
  explicit LogService(PluginContext& plugin) : plugin_(plugin) {
    table_ = {.struct_size = sizeof table_, .reserved = 0, .ctx = this, .write = &write};
  }
  std::string_view id() const override { return VEZA_LOG_V1; }
  const void* table() const override { return &table_; }

 private:
  static void write(void* ctx, int32_t level, veza_str message, veza_str fields) noexcept {
    auto* self = static_cast<LogService*>(ctx);
    if (!self) return;
    contained([&] {
      if (!readable(message, max_message)) return bad_argument("log.write", "the message is no text of up to 64 KiB");
      auto parsed = readable(fields, max_message) && fields.len ? base::parse_json(view(fields))
                                                                : base::Result<base::Json>(base::Json::object());
      // A line with bad fields is still worth a line.
      self->plugin_.log.write(level_of(level), view(message),
                              parsed && parsed->is_object() ? *parsed : base::Json::object());
      return veza_status{VEZA_OK};
    });
  }

  static base::LogLevel level_of(int32_t level) {
    switch (level) {
      case VEZA_LOG_DEBUG:
        return base::LogLevel::debug;
      case VEZA_LOG_WARN:
        return base::LogLevel::warn;
      case VEZA_LOG_ERROR:
        return base::LogLevel::error;
      default:
        return base::LogLevel::info;
    }
  }

  PluginContext& plugin_;
  veza_log_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_log_service(PluginContext& plugin) { return std::make_unique<LogService>(plugin); }

}  // namespace veza::plugins
