#include "provider/metadata.h"

#include <algorithm>

#include <veza/id.hpp>

#include "failure.h"
#include "rules/url.h"

namespace veza::oauth {
namespace {

constexpr int64_t fresh_ms = 60LL * 60 * 1000;
constexpr int64_t usable_ms = 24 * fresh_ms;

bool flag(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace

std::vector<std::string> metadata_urls(std::string_view issuer) {
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  const size_t path = issuer.find('/', issuer.find("://") + 3);
  return {std::string(issuer) + "/.well-known/openid-configuration",
          std::string(issuer.substr(0, path)) + "/.well-known/oauth-authorization-server" +
              std::string(path == issuer.npos ? "" : issuer.substr(path))};
}

std::variant<Metadata, std::string> parse_metadata(std::string_view text, std::string_view issuer) {
  const Json json = parse_json(text);
  if (!json.is_object()) return std::string("is no JSON object");
  if (json.value("issuer", Json()) != issuer) return std::string("speaks for another issuer");
  std::string problem;
  const auto endpoint = [&](const char* name, bool needed) -> std::string {
    const auto found = json.find(name);
    if (found == json.end() && !needed) return {};
    if (found != json.end() && found->is_string() && is_endpoint(found->get_ref<const std::string&>())) return *found;
    if (problem.empty()) problem = std::string("has no usable ") + name;
    return {};
  };
  Metadata out;
  out.authorize = endpoint("authorization_endpoint", true);
  out.token = endpoint("token_endpoint", true);
  out.jwks = endpoint("jwks_uri", true);
  out.user_info = endpoint("userinfo_endpoint", false);
  out.end_session = endpoint("end_session_endpoint", false);
  if (!problem.empty()) return problem;
  out.sends_iss = flag(json, "authorization_response_iss_parameter_supported");
  if (const auto methods = json.find("token_endpoint_auth_methods_supported");
      methods != json.end() && methods->is_array())
    out.basic_auth = std::find(methods->begin(), methods->end(), Json("client_secret_basic")) != methods->end();
  return out;
}

Metadata MetadataCache::fetch() const {
  std::string said;
  for (const auto& url : metadata_urls(provider_.issuer)) {
    try {
      const Fetched answer = outbound_.fetch({.url = url, .headers = {{"Accept", "application/json"}}});
      if (answer.status != 200) {
        said = "answered " + std::to_string(answer.status);
        continue;
      }
      auto parsed = parse_metadata(answer.body, provider_.issuer);
      if (auto* metadata = std::get_if<Metadata>(&parsed)) return std::move(*metadata);
      throw Failure("provider_unavailable",
                    "the configuration of " + provider_.id + " at " + url + " " + std::get<std::string>(parsed));
    } catch (const Error& error) {
      throw Failure("provider_unavailable", "the configuration of " + provider_.id + ": " + error.what());
    }
  }
  throw Failure("provider_unavailable", "the configuration of " + provider_.id + " cannot be fetched: it " + said);
}

Metadata MetadataCache::get() {
  const int64_t now = now_ms();
  const auto known = known_.with([](const Known& k) { return k; });
  if (known.metadata && now - known.fetched_ms < fresh_ms) return *known.metadata;
  try {
    Metadata fetched = fetch();
    known_.with([&](Known& k) { k = {fetched, now}; });
    return fetched;
  } catch (const Failure&) {
    if (known.metadata && now - known.fetched_ms < usable_ms) return *known.metadata;
    throw;
  }
}

}  // namespace veza::oauth
