#include "policy/decision.h"

namespace veza::policy {

std::string_view name(Decision::Kind kind) {
  switch (kind) {
    case Decision::Kind::deny:
      return "deny";
    case Decision::Kind::hold:
      return "hold";
    case Decision::Kind::change:
      return "change";
    case Decision::Kind::allow:
      break;
  }
  return "allow";
}

base::Json to_json(const Decision& decision) {
  base::Json json{{"kind", name(decision.kind)}};
  if (!decision.reason.empty()) json["reason"] = decision.reason;
  if (!decision.message.empty()) json["message"] = decision.message;
  if (decision.kind == Decision::Kind::change) json["changes"] = decision.changes;
  return json;
}

}  // namespace veza::policy
