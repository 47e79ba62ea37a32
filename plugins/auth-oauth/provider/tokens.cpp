#include "provider/tokens.h"

#include <veza/id.hpp>

#include "failure.h"
#include "rules/bytes.h"

namespace veza::oauth {
namespace {

constexpr size_t longest = 64U << 10;

std::string text(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() && found->get_ref<const std::string&>().size() <= longest
             ? found->get<std::string>()
             : std::string();
}

Tokens ask(const Outbound& outbound, const Provider& provider, const TokenEndpoint& endpoint, Pairs pairs) {
  Fetch fetch{.method = "POST", .url = endpoint.url};
  // RFC 6749 section 2.3.1: both are form-encoded before they become a Basic header.
  if (!provider.client_secret.empty() && endpoint.basic_auth) {
    fetch.headers.emplace_back("Authorization", "Basic " + base64(percent_encode(provider.client_id) + ":" +
                                                                  percent_encode(provider.client_secret)));
  } else {
    pairs.emplace_back("client_id", provider.client_id);
    if (!provider.client_secret.empty()) pairs.emplace_back("client_secret", provider.client_secret);
  }
  fetch.headers.emplace_back("Accept", "application/json");
  fetch.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  fetch.body = form(pairs);
  fetch.max_redirects = 0;  // a code goes where it was meant to go
  Fetched answer;
  try {
    answer = outbound.fetch(fetch);
  } catch (const Error& error) {
    throw Failure("provider_unavailable", "asking " + provider.id + " for tokens: " + error.what());
  }
  if (answer.status >= 500)
    throw Failure("provider_unavailable", provider.id + " answered " + std::to_string(answer.status) + " for tokens");
  auto parsed = parse_tokens(answer.body, now_ms());
  if (auto* tokens = std::get_if<Tokens>(&parsed); tokens && answer.status == 200) return std::move(*tokens);
  const auto* problem = std::get_if<std::string>(&parsed);
  throw Failure("provider_refused", provider.id + " gave no tokens (" + std::to_string(answer.status) +
                                        (problem ? ", " + *problem : "") + ")");
}

}  // namespace

std::variant<Tokens, std::string> parse_tokens(std::string_view body, int64_t now_ms) {
  const Json json = parse_json(body);
  if (!json.is_object()) return std::string("no JSON object");
  if (json.contains("error")) {
    std::string word = text(json, "error").substr(0, 40);
    for (char& c : word) {
      if (c < 'a' || c > 'z') c = '_';
    }
    return "error " + word;
  }
  Tokens out{text(json, "access_token"), text(json, "refresh_token"), text(json, "id_token")};
  if (out.access.empty()) return std::string("no access token");
  if (const auto expires = json.find("expires_in"); expires != json.end() && expires->is_number()) {
    const auto seconds = expires->get<double>();
    if (seconds > 0 && seconds < 1e9) out.expires_ms = now_ms + static_cast<int64_t>(seconds * 1000);
  }
  return out;
}

std::string to_text(const Tokens& tokens) {
  return veza::to_text(Json{{"access", tokens.access}, {"refresh", tokens.refresh}, {"expires_ms", tokens.expires_ms}});
}

std::optional<Tokens> tokens_from_text(std::string_view kept) {
  const Json json = parse_json(kept);
  if (!json.is_object() || text(json, "access").empty()) return std::nullopt;
  return Tokens{text(json, "access"), text(json, "refresh"), {}, json.value("expires_ms", int64_t{0})};
}

Tokens exchange_code(const Outbound& outbound, const Provider& provider, const TokenEndpoint& endpoint,
                     const std::string& code, const std::string& verifier, const std::string& redirect_uri) {
  return ask(outbound, provider, endpoint,
             {{"grant_type", "authorization_code"},
              {"code", code},
              {"redirect_uri", redirect_uri},
              {"code_verifier", verifier}});
}

Tokens refresh_tokens(const Outbound& outbound, const Provider& provider, const TokenEndpoint& endpoint,
                      const Tokens& tokens) {
  Tokens fresh =
      ask(outbound, provider, endpoint, {{"grant_type", "refresh_token"}, {"refresh_token", tokens.refresh}});
  if (fresh.refresh.empty()) fresh.refresh = tokens.refresh;
  return fresh;
}

}  // namespace veza::oauth
