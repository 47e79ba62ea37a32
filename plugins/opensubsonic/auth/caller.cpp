#include "auth/caller.h"

#include <algorithm>

#include <veza/id.hpp>

#include "auth/digest.h"
#include "protocol/failure.h"
#include "site/agent.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t window_ms = 5LL * 60 * 1000;
constexpr uint32_t tries_of_ip = 100, tries_of_ip_at_account = 20;
constexpr const char* own_route = "/api/v1/opensubsonic/me";

// Wrong tries from an address, and from it at one account: nobody else's are counted against it, and nobody is locked
// out of an account by somebody elsewhere.
class Tries {
 public:
  Tries(const Services& services, const Request& request, const std::string& account)
      : services_(services), ip_("tries/" + std::string(request.client_ip())), both_(ip_ + "/" + sha256_hex(account)) {}

  void check() const {
    const auto of_ip = services_.kv.limit(ip_, tries_of_ip, window_ms, 0);
    const auto of_both = services_.kv.limit(both_, tries_of_ip_at_account, window_ms, 0);
    if (of_ip.remaining > 0 && of_both.remaining > 0) return;
    throw Failure(Code::generic, "Too many wrong passwords came from here. Wait a few minutes.", 429);
  }
  void wrong() const {
    services_.kv.limit(ip_, tries_of_ip, window_ms);
    services_.kv.limit(both_, tries_of_ip_at_account, window_ms);
  }

 private:
  const Services& services_;
  std::string ip_, both_;
};

Failure wrong_password() { return {Code::wrong_password, "The username or the app password is wrong."}; }
Failure bad_key() { return {Code::bad_api_key, "The API key is wrong, expired or revoked."}; }

Credential by_key(const Services& services, const Params& params, const std::string& key) {
  // Tokens of the site's begin so; the site itself decides what they are worth.
  if (key.starts_with("vzp_")) return {{}, key};
  const auto found = services.passwords.find(key);
  if (!found) throw bad_key();
  services.passwords.used(*found, agent_of(params), now_ms());
  return {found->user_id, {}};
}

Credential by_name(const Services& services, const Params& params, const Shown& shown) {
  const auto account = services.accounts.find_by_login(shown.user);
  const auto found = services.passwords.find_of(account ? account->id : "", [&](const std::string& text) {
    return shown.token.empty() ? same(text, shown.password) : same(md5_hex(text + shown.salt), shown.token);
  });
  if (!account || !found) throw wrong_password();
  services.passwords.used(*found, agent_of(params), now_ms());
  return {account->id, {}};
}

}  // namespace

bool Caller::can(std::string_view permission) const {
  return std::find(permissions.begin(), permissions.end(), permission) != permissions.end();
}

Shown shown_by(const Params& params) {
  Shown out;
  out.api_key = params.text("apiKey");
  out.user = params.text("u");
  out.token = params.text("t");
  out.salt = params.text("s");
  const auto password = params.find("p");
  if (!out.api_key.empty()) {
    if (!out.user.empty() || !out.token.empty() || password) {
      throw Failure(Code::conflicting_auth, "Send either apiKey, or a username with a token or password.");
    }
    return out;
  }
  if (!out.token.empty() && password) {
    throw Failure(Code::conflicting_auth, "Send either a token or a password.");
  }
  if (out.user.empty()) {
    throw Failure(Code::missing_parameter, "Say who you are: apiKey, or u with t and s.");
  }
  if (out.token.empty() && !password) {
    throw Failure(Code::missing_parameter, "The parameters t and s, or p, are required and missing.");
  }
  if (!out.token.empty()) {
    if (out.salt.empty()) throw Failure(Code::missing_parameter, "The parameter s is required and missing.");
    std::transform(out.token.begin(), out.token.end(), out.token.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
  }
  auto plain = plain_password(*password);
  if (!plain) throw Failure(Code::wrong_password, "The password after enc: is no hexadecimal text.");
  out.password = std::move(*plain);
  return out;
}

Caller identify(const Services& services, const Request& request, const Params& params) {
  const Shown shown = shown_by(params);
  const bool by_its_key = !shown.api_key.empty();
  const Tries tries(services, request, by_its_key ? "" : shown.user);
  tries.check();
  Caller caller;
  try {
    caller.credential = by_its_key ? by_key(services, params, shown.api_key) : by_name(services, params, shown);
  } catch (const Failure&) {
    tries.wrong();
    throw;
  }
  const auto refused = [&] { return by_its_key ? bad_key() : wrong_password(); };
  InnerRequest inner{.target = own_route, .user_id = caller.credential.user_id};
  if (inner.user_id.empty()) inner.headers = {{"Authorization", "Bearer " + caller.credential.bearer}};
  std::optional<InnerReply> reply;
  try {
    reply = services.http.call(request, inner);
  } catch (const Error& error) {
    if (error.status() != VEZA_E_UNAUTHORIZED) throw;
    throw refused();
  }
  if (reply->status() == 429) throw Failure(Code::generic, "Too many requests. Wait a moment and try again.", 429);
  const Json answer = reply->json();
  if (reply->status() != 200 || answer.is_discarded()) {
    if (reply->status() == 401) tries.wrong();
    throw refused();
  }
  const Json& me = answer.at("data");
  caller.user_id = me.value("id", "");
  caller.username = me.value("username", "");
  caller.role = me.value("role", "");
  caller.permissions = me.value("permissions", std::vector<std::string>());
  if (caller.user_id.empty()) throw refused();
  return caller;
}

void add_caller_route(Services& services) {
  services.http.get(own_route, [](const Request& request) {
    const auto principal = request.principal();
    if (!principal.signed_in()) throw HttpError(401, "unauthorized", "Please sign in first.");
    Json held = Json::array();
    for (const char* permission : {"listening:read", "listening:write", "playlist:create", "track:create"}) {
      if (principal.can(permission)) held.push_back(permission);
    }
    return Response::ok({{"id", principal.user_id()},
                         {"username", principal.username()},
                         {"role", principal.role()},
                         {"permissions", std::move(held)}})
        .header("Cache-Control", "no-store");
  });
}

}  // namespace veza::opensubsonic
