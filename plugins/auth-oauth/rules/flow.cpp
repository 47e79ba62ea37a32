#include "rules/flow.h"

#include <algorithm>

#include "rules/bytes.h"

namespace veza::oauth {

std::string to_text(const Flow& flow) {
  return veza::to_text(Json{{"provider", flow.provider},
                            {"browser", flow.browser},
                            {"verifier", flow.verifier},
                            {"nonce", flow.nonce},
                            {"return_to", flow.return_to},
                            {"linking_user", flow.linking_user},
                            {"linking_session", flow.linking_session},
                            {"began_ms", flow.began_ms}});
}

std::optional<Flow> parse_flow(std::string_view text) {
  const Json json = parse_json(text);
  if (!json.is_object()) return std::nullopt;
  for (const char* name :
       {"provider", "browser", "verifier", "nonce", "return_to", "linking_user", "linking_session"}) {
    if (!json.contains(name) || !json[name].is_string()) return std::nullopt;
  }
  if (!json.contains("began_ms") || !json["began_ms"].is_number_integer()) return std::nullopt;
  return Flow{json["provider"],  json["browser"],      json["verifier"],        json["nonce"],
              json["return_to"], json["linking_user"], json["linking_session"], json["began_ms"]};
}

std::optional<std::string> callback_problem(const Flow& flow, const Callback& callback, const Issuer& issuer) {
  if (callback.now_ms - flow.began_ms > flow_ms || callback.now_ms < flow.began_ms - flow_ms) return "state_expired";
  if (flow.provider != callback.provider) return "wrong_provider";
  if (!is_token(callback.cookie) || !equal_constant_time(base64url(sha256(callback.cookie)), flow.browser))
    return "state_mismatch";
  if (!issuer.issuer.empty() && (callback.iss ? *callback.iss != issuer.issuer : issuer.sends_iss))
    return "wrong_provider";
  return std::nullopt;
}

bool is_token(std::string_view text) {
  return text.size() == 43 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

}  // namespace veza::oauth
