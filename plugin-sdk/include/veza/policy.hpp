// veza.policy/1: what the site's Lua scripts decide.
#pragma once
#include "veza/abi/policy.h"
#include "veza/host.hpp"
#include "veza/json.hpp"

namespace veza {

enum class OnFailure : int32_t {
  allow = VEZA_POLICY_FAIL_ALLOW,
  hold = VEZA_POLICY_FAIL_HOLD,
  deny = VEZA_POLICY_FAIL_DENY
};

struct Decision {
  enum class Kind { allow, deny, hold, change } kind = Kind::allow;
  std::string reason, message;
  Json changes = Json::object();
};

class Policy : detail::Service<veza_policy_v1> {
 public:
  explicit Policy(const Host& host) : Service(host, VEZA_POLICY_V1) {}

  // [control]
  void declare(std::string_view hook, OnFailure on_failure) const {
    check(table_->declare(table_->ctx, detail::abi(hook), static_cast<int32_t>(on_failure)));
  }
  // [worker] At most 10 ms; no script with an opinion means allow.
  Decision decide(std::string_view hook, const Json& input) const {
    std::string text;
    check(table_->decide(table_->ctx, detail::abi(hook), detail::abi(to_text(input)), detail::into(text)));
    const Json json = Json::parse(text);
    const std::string kind = json.at("kind");
    Decision decision;
    decision.kind = kind == "deny"     ? Decision::Kind::deny
                    : kind == "hold"   ? Decision::Kind::hold
                    : kind == "change" ? Decision::Kind::change
                                       : Decision::Kind::allow;
    decision.reason = json.value("reason", "");
    decision.message = json.value("message", "");
    decision.changes = json.value("changes", Json::object());
    return decision;
  }
};

}  // namespace veza
