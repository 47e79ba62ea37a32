#include "failure.h"
#include "routes/routes.h"

namespace veza::oauth {
namespace {

// Null where there is nothing to sign out of: the page goes on without.
Json url_of(const Services& services, const Request& request) {
  const auto session = services.sessions.find(services.accounts.session_id(request));
  if (!session) return nullptr;
  try {
    const std::string id_token = services.secrets.open(session->id_token, "id-token/" + session->session_id);
    const auto url =
        services.client(session->provider).end_session_url(id_token, std::string(request.base_url()) + "/");
    return url ? Json(*url) : Json();
  } catch (const std::exception& error) {
    // A provider that was removed or is away, a key that is lost: signing out here still works.
    services.log.warn("A session began at a provider and cannot be ended there",
                      {{"provider", session->provider}, {"error", error.what()}});
    return nullptr;
  }
}

}  // namespace

void add_logout_route(Services& services) {
  RouteOptions own;
  own.permission = "account:read";
  services.http.get(
      "/api/v1/auth/oauth/logout-url",
      [&](const Request& request) {
        return Response::ok({{"url", url_of(services, request)}}).header("Cache-Control", "no-store");
      },
      own);
}

}  // namespace veza::oauth
