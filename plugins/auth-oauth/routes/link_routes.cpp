#include "failure.h"
#include "journey.h"
#include "routes/routes.h"
#include "rules/url.h"

namespace veza::oauth {
namespace {

Response list(const Services& services, const Request& request) {
  Json all = Json::array();
  for (const auto& link : services.links.of_user(request.principal().user_id())) all.push_back(to_json(link));
  return Response::ok(all).header("Cache-Control", "no-store");
}

Response begin(Services& services, const Request& request) {
  services.accounts.require_fresh(request);
  // Else somebody who registers with another's address would keep a way in once its owner has the account.
  const auto account = services.accounts.find(request.principal().user_id());
  if (account && !account->email_verified)
    throw HttpError(403, "email_unverified",
                    "Confirm your e-mail address first: open the link in the mail that was sent to it.");
  Client& client = services.client(request.param("provider"));
  std::string return_to = "/account/links";
  if (!request.body().empty()) {
    const Json body = request.json();
    if (body.is_object() && body.contains("return_to") && body["return_to"].is_string())
      return_to = safe_return_to(body["return_to"].get_ref<const std::string&>(), return_to);
  }
  try {
    const Begun begun = begin_journey(services, request, client, return_to, std::string(request.principal().user_id()));
    return Response::ok({{"url", begun.url}}).header("Set-Cookie", begun.cookie).header("Cache-Control", "no-store");
  } catch (const Failure& failure) {
    services.log.warn("A provider cannot be used", {{"reason", failure.what()}, {"request_id", request.id()}});
    throw HttpError(503, failure.code(), "This provider does not answer at the moment; try again later.");
  }
}

Response remove(const Services& services, const Request& request) {
  services.accounts.require_fresh(request);
  const std::string user_id(request.principal().user_id());
  enum class Outcome { removed, unknown, last } outcome{};
  try {
    services.db.write([&](const Tx& tx) {
      outcome = Outcome::removed;
      const auto link = Links::remove(tx, request.param("id"), user_id);
      if (!link) {
        outcome = Outcome::unknown;
        return;
      }
      if (services.accounts.ways_to_sign_in(tx, user_id) == 0) {
        outcome = Outcome::last;
        throw Error(VEZA_E_CONFLICT, "the last way to sign in");  // the link stays
      }
      services.audit.record(tx, request,
                            {.action = "auth-oauth.link.removed",
                             .subject_type = "user",
                             .subject_id = user_id,
                             .before = {{"provider", link->provider}, {"name", link->name}, {"link_id", link->id}}});
    });
  } catch (const Error&) {
    if (outcome != Outcome::last) throw;
  }
  if (outcome == Outcome::unknown) throw HttpError(404, "not_found", "There is no such link.");
  if (outcome == Outcome::last) {
    throw HttpError(409, "last_way_to_sign_in",
                    "Without this link you could not sign in any more; set a password or add a passkey first.");
  }
  return Response::empty();
}

}  // namespace

void add_link_routes(Services& services) {
  // A link is a way to sign in: no personal access token makes or removes one.
  RouteOptions own, changing;
  own.permission = "account:read";
  changing.permission = "account:manage";
  services.http.get(
      "/api/v1/account/links", [&](const Request& request) { return list(services, request); }, own);
  services.http.post(
      "/api/v1/account/links/{provider}", [&](const Request& request) { return begin(services, request); }, changing);
  services.http.del(
      "/api/v1/account/links/{id}", [&](const Request& request) { return remove(services, request); }, changing);
}

}  // namespace veza::oauth
