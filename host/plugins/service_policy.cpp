// veza.policy/1
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "policy/engine.h"
#include "veza/abi/policy.h"

namespace veza::plugins {
namespace {

constexpr size_t max_name = 200;
constexpr size_t max_input = 1U << 20;

std::optional<policy::OnFailure> on_failure_of(int32_t value) {
  switch (value) {
    case VEZA_POLICY_FAIL_ALLOW:
      return policy::OnFailure::allow;
    case VEZA_POLICY_FAIL_HOLD:
      return policy::OnFailure::hold;
    case VEZA_POLICY_FAIL_DENY:
      return policy::OnFailure::deny;
    default:
      return std::nullopt;
  }
}

class PolicyService final : public Service {
 public:
  PolicyService(PluginContext& plugin, policy::Engine& engine) : plugin_(plugin), engine_(engine) {
    table_ = {.struct_size = sizeof table_, .reserved = 0, .ctx = this, .declare = &declare, .decide = &decide};
  }
  std::string_view id() const override { return VEZA_POLICY_V1; }
  const void* table() const override { return &table_; }
  bool sweep(int64_t) override {
    engine_.remove_owner(plugin_.id());
    return true;
  }

 private:
  static veza_status declare(void* ctx, veza_str hook, int32_t on_failure) noexcept {
    auto* self = static_cast<PolicyService*>(ctx);
    if (!self) return bad_argument("policy.declare", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (auto status = self->plugin_.check_registering("policy.declare"); status < 0) return status;
      const auto failure = on_failure_of(on_failure);
      if (!readable(hook, max_name) || !failure)
        return bad_argument("policy.declare", "no name, or an unknown failure");
      return from(self->engine_.declare(
          {.name = std::string(view(hook)), .on_failure = *failure, .owner = self->plugin_.id()}));
    });
  }

  static veza_status decide(void* ctx, veza_str hook, veza_str input, veza_sink decision) noexcept {
    auto* self = static_cast<PolicyService*>(ctx);
    if (!self) return bad_argument("policy.decide", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!readable(hook, max_name) || !readable(input, max_input) || !decision.put) {
        return bad_argument("policy.decide", "no name, no input, or no sink");
      }
      const auto json = base::parse_json(view(input));
      if (!json) return refuse(json.error().while_("policy.decide"));
      const auto answer = self->engine_.decide(view(hook), *json);
      if (!answer) return refuse(answer.error());
      const std::string text = base::to_text(policy::to_json(*answer));
      decision.put(decision.self, abi(text));
      return veza_status{VEZA_OK};
    });
  }

  PluginContext& plugin_;
  policy::Engine& engine_;
  veza_policy_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_policy_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<PolicyService>(plugin, services.policy);
}

}  // namespace veza::plugins
