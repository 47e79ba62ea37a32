#include "routes/routes.h"

namespace veza::oauth {
namespace {

constexpr size_t longest_login = 254;

Response sign_in(const Services& services, const Request& request) {
  const auto& proxy = services.settings.proxy;
  if (proxy.header.empty()) throw HttpError(404, "not_found", "This site signs nobody in by a proxy's header.");
  // Who opened the connection, whatever headers say of others before it.
  if (!contains(proxy.networks, request.peer_ip())) {
    services.log.warn("Somebody who is no trusted proxy asked for a sign-in by its header",
                      {{"peer", request.peer_ip()}, {"request_id", request.id()}});
    throw HttpError(403, "proxy_not_trusted", "This way to sign in is for the site's own proxy.");
  }
  const auto login = request.header(proxy.header);
  if (!login || login->empty() || login->size() > longest_login)
    throw HttpError(401, "proxy_says_nobody", "The site's proxy does not say who you are; sign in there first.");
  const auto account = services.accounts.find_by_login(*login);
  if (!account)
    throw HttpError(403, "no_account", "There is no account of that name here; ask an admin of this site for one.");
  const SignInOutcome outcome = services.accounts.sign_in(request, account->id);
  if (outcome.session_id.empty())
    return Response::ok({{"second_factor", outcome.second_factor}}, 202).header("Cache-Control", "no-store");
  Response response = Response::ok(outcome.answer).header("Cache-Control", "no-store");
  for (const auto& cookie : outcome.cookies) response.header("Set-Cookie", cookie);
  return response;
}

}  // namespace

void add_proxy_route(Services& services) {
  RouteOptions options;
  options.flags = VEZA_HTTP_GUEST_ON_BAD_TOKEN;
  options.body_limit = 1024;
  services.http.post(
      "/api/v1/auth/proxy", [&](const Request& request) { return sign_in(services, request); }, options);
}

}  // namespace veza::oauth
