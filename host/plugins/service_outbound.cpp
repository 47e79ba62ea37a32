// veza.outbound/1
#include "outbound/client.h"
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "veza/abi/outbound.h"

namespace veza::plugins {
namespace {

constexpr size_t most_fields = 100;
constexpr size_t longest_field = 16U << 10;
constexpr size_t largest_body = 16U << 20;

class OutboundService final : public Service {
 public:
  OutboundService(PluginContext& plugin, outbound::Client& client) : plugin_(plugin), client_(client) {
    table_ = {.struct_size = sizeof table_, .reserved = 0, .ctx = this, .fetch = &fetch};
  }
  std::string_view id() const override { return VEZA_OUTBOUND_V1; }
  const void* table() const override { return &table_; }

 private:
  static veza_status fetch(void* ctx, const veza_outbound_request* given, void* taker,
                           void (*take)(void* self, const veza_outbound_answer* answer)) noexcept {
    auto* self = static_cast<OutboundService*>(ctx);
    if (!self) return bad_argument("outbound.fetch", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&]() -> veza_status {
      if (!given || !take) return bad_argument("outbound.fetch", "the request or the function to take it is NULL");
      auto request = read(*given);
      if (!request) return refuse(request.error());
      const auto answer = self->client_.fetch(*request);
      if (!answer) return refuse(answer.error());
      std::vector<veza_outbound_field> fields;
      fields.reserve(answer->headers.size());
      for (const auto& [name, value] : answer->headers) fields.push_back({abi(name), abi(value)});
      const veza_outbound_answer result{.struct_size = sizeof result,
                                        .status = answer->status,
                                        .url = abi(answer->url),
                                        .body = abi(answer->body),
                                        .fields = fields.data(),
                                        .field_count = fields.size()};
      take(taker, &result);
      return VEZA_OK;
    });
  }

  static base::Result<outbound::Request> read(const veza_outbound_request& given) {
    const auto invalid = [](std::string_view what) {
      return base::fail(base::Code::invalid, "outbound.fetch: " + std::string(what));
    };
    if (given.struct_size < sizeof given) return invalid("struct_size is too small");
    if (!readable(given.method, 16) || !readable(given.url, longest_field) || !readable(given.body, largest_body)) {
      return invalid("method, url or body are no texts, or too long");
    }
    if (given.field_count > most_fields || (given.field_count > 0 && !given.fields)) {
      return invalid("there are more than 100 fields, or none where some should be");
    }
    outbound::Request request;
    request.method = view(given.method);
    request.url = view(given.url);
    request.body = view(given.body);
    for (size_t i = 0; i < given.field_count; ++i) {
      const auto& field = given.fields[i];
      if (!readable(field.name, longest_field) || !readable(field.value, longest_field)) {
        return invalid("a field is no text, or too long");
      }
      request.headers.emplace_back(view(field.name), view(field.value));
    }
    if (given.max_bytes) request.max_bytes = given.max_bytes;
    if (given.timeout_ms < 0) return invalid("timeout_ms is negative");
    if (given.timeout_ms) request.timeout_ms = given.timeout_ms;
    request.max_redirects = static_cast<int>(std::min<uint32_t>(given.max_redirects, 10));
    return request;
  }

  PluginContext& plugin_;
  outbound::Client& client_;
  veza_outbound_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_outbound_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<OutboundService>(plugin, *services.outbound);
}

}  // namespace veza::plugins
