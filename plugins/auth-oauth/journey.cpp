#include "journey.h"

#include <veza/id.hpp>

#include "failure.h"
#include "rules/bytes.h"
#include "rules/url.h"

namespace veza::oauth {
namespace {

constexpr uint32_t most_begun = 60;  // by one address in ten minutes

std::string key_of(std::string_view state) { return "flow/" + base64url(sha256(state)); }

bool is_secure(const Request& request) { return request.base_url().starts_with("https://"); }

// RFC 6265bis: __Host- cookies come from this host by TLS alone, so no neighbour can set one.
std::string cookie_name(const Request& request) { return is_secure(request) ? "__Host-veza_oauth" : "veza_oauth"; }

std::string cookie_of(const Request& request) {
  const std::string name = cookie_name(request) + "=";
  std::string_view rest = request.header("cookie").value_or("");
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(';'), rest.size());
    std::string_view pair = rest.substr(0, end);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.starts_with(name)) return std::string(pair.substr(name.size()));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

std::string set_cookie(const Request& request, const std::string& value) {
  return cookie_name(request) + "=" + value + "; Path=/; Max-Age=" + std::to_string(flow_ms / 1000) +
         "; HttpOnly; SameSite=Lax" + (is_secure(request) ? "; Secure" : "");
}

}  // namespace

std::string callback_url(const Request& request, const Client& client) {
  return std::string(request.base_url()) + "/api/v1/auth/oauth/" + client.provider().id + "/callback";
}

Begun begin_journey(Services& services, const Request& request, Client& client, const std::string& return_to,
                    const std::string& linking_user) {
  const auto limit = services.kv.limit("begin/" + std::string(request.client_ip()), most_begun, flow_ms);
  if (limit.allowed == 0) throw HttpError(429, "rate_limited", "Too many sign-ins were begun from here; wait a while.");
  // One cookie for all tabs: another journey must not end the one before.
  const std::string had = cookie_of(request);
  const std::string browser = is_token(had) ? had : random_token();
  const std::string state = random_token();
  const Flow flow{client.provider().id,
                  base64url(sha256(browser)),
                  random_token(),
                  random_token(),
                  return_to,
                  linking_user,
                  linking_user.empty() ? std::string() : services.accounts.session_id(request),
                  now_ms()};
  const std::string url = client.authorize_url(flow, state, callback_url(request, client));
  services.kv.set(key_of(state), services.secrets.seal(to_text(flow), key_of(state)), flow_ms);
  return {url, set_cookie(request, browser)};
}

Flow end_journey(Services& services, const Request& request, Client& client) {
  const std::string state(request.query("state").value_or(""));
  const auto unknown = [] { return Failure("state_unknown", "the state of a callback is not known"); };
  if (!is_token(state)) throw unknown();
  const std::string key = key_of(state);
  const auto sealed = services.kv.get(key);
  if (!sealed) throw unknown();
  // Taken once: of two that come at the same time, one goes on.
  if (!services.kv.set_if_absent("ended/" + key, "1", 2 * flow_ms)) throw unknown();
  services.kv.remove(key);
  std::optional<Flow> flow;
  try {
    flow = parse_flow(services.secrets.open(*sealed, key));
  } catch (const Error&) {
    throw unknown();
  }
  if (!flow) throw unknown();
  Callback callback{client.provider().id, cookie_of(request), std::nullopt, now_ms()};
  if (const auto iss = request.query("iss")) callback.iss = std::string(*iss);
  if (const auto problem = callback_problem(*flow, callback, client.issuer()))
    throw Failure(*problem, "a callback of " + client.provider().id + " does not fit its journey: " + *problem);
  return *flow;
}

}  // namespace veza::oauth
