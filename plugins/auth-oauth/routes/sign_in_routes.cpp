#include <veza/id.hpp>

#include "arrival.h"
#include "failure.h"
#include "journey.h"
#include "routes/routes.h"
#include "rules/url.h"

namespace veza::oauth {
namespace {

constexpr std::string_view links_page = "/account/links";

Response redirect(const std::string& location) {
  return Response::empty(302)
      .header("Location", location)
      .header("Cache-Control", "no-store")
      // The address of a callback holds a code; the page it leads to must not pass it on.
      .header("Referrer-Policy", "no-referrer");
}

Response sent_back(const std::string& page, const std::string& code) {
  return redirect(with_query(page, {{"error", code}}));
}

Response list(const Services& services) {
  Json all = Json::array();
  for (const auto& client : services.clients) {
    const auto& provider = client->provider();
    all.push_back({{"id", provider.id}, {"name", provider.name}, {"kind", name(provider.kind)}});
  }
  return Response::ok(all);
}

// What a browser is shown is a page, never JSON: whatever goes wrong leads to the sign-in page with a code.
template <class Work>
Response as_page(const Services& services, const Request& request, const std::string& page, Work&& work) {
  try {
    return work();
  } catch (const Failure& failure) {
    services.log.info("A sign-in by a provider ended without a session",
                      {{"code", failure.code()}, {"reason", failure.what()}, {"request_id", request.id()}});
    return sent_back(page, failure.code());
  } catch (const HttpError& error) {
    return sent_back(page, error.code());
  } catch (const std::exception& error) {
    services.log.error("A sign-in by a provider failed", {{"error", error.what()}, {"request_id", request.id()}});
    return sent_back(page, "failed");
  }
}

Response start(Services& services, const Request& request) {
  return as_page(services, request, "/sign-in", [&] {
    const Begun begun = begin_journey(services, request, services.client(request.param("provider")),
                                      safe_return_to(request.query("return_to").value_or("/")), "");
    return redirect(begun.url).header("Set-Cookie", begun.cookie);
  });
}

Response signed_in(Services& services, const Request& request, const Client& client, const Flow& flow,
                   const Tokens& tokens, const std::string& user_id) {
  const auto& provider = client.provider();
  uint32_t flags = 0;
  if (provider.remember) flags |= VEZA_SIGN_IN_REMEMBER;
  if (provider.trust_second_factor) flags |= VEZA_SIGN_IN_SECOND_FACTOR_DONE;
  const SignInOutcome outcome = services.accounts.sign_in(request, user_id, flags);
  if (outcome.session_id.empty()) {
    const auto& needed = outcome.second_factor;
    std::string methods;
    for (const auto& method : needed.at("methods")) methods += (methods.empty() ? "" : ",") + method.get<std::string>();
    // After the '#', which browsers send to nobody.
    return redirect(with_query("/second-factor", {{"next", flow.return_to}}) + "#" +
                    form({{"token", needed.at("token")}, {"methods", methods}}));
  }
  if (!tokens.id_token.empty()) {
    const ProviderSession session{outcome.session_id, user_id, provider.id,
                                  services.secrets.seal(tokens.id_token, "id-token/" + outcome.session_id)};
    services.db.write([&](const Tx& tx) { services.sessions.insert(tx, session, now_ms()); });
  }
  Response response = redirect(flow.return_to);
  for (const auto& cookie : outcome.cookies) response.header("Set-Cookie", cookie);
  return response;
}

Response callback(Services& services, const Request& request) {
  std::string page = "/sign-in";
  return as_page(services, request, page, [&] {
    Client& client = services.client(request.param("provider"));
    const Flow flow = end_journey(services, request, client);
    const bool linking = !flow.linking_user.empty();
    if (linking) page = links_page;
    if (const auto error = request.query("error"))
      throw Failure(*error == "access_denied" ? "provider_denied" : "provider_refused",
                    client.provider().id + " sent the browser back with an error");
    const auto who = request.principal();
    if (linking && who.signed_in() && who.user_id() != flow.linking_user)
      throw Failure("wrong_account", "somebody else has signed in meanwhile");
    // Else whoever had a session that was ended since could still come in by a link begun with it.
    if (linking && !services.accounts.session_lives(flow.linking_session))
      throw Failure("session_ended", "the session that asked for the link is over");
    const std::string code(request.query("code").value_or(""));
    if (code.empty()) throw Failure("provider_refused", client.provider().id + " sent no code");
    const Arrived arrived = client.arrive(flow, code, callback_url(request, client));
    const std::string user_id = settle(services, request, client.provider(), flow, arrived);
    if (linking) return redirect(flow.return_to);
    return signed_in(services, request, client, flow, arrived.tokens, user_id);
  });
}

}  // namespace

void add_sign_in_routes(Services& services) {
  services.http.get("/api/v1/auth/providers", [&](const Request&) { return list(services); });
  RouteOptions page;
  page.flags = VEZA_HTTP_GUEST_ON_BAD_TOKEN;
  services.http.get(
      "/api/v1/auth/oauth/{provider}/start", [&](const Request& request) { return start(services, request); }, page);
  services.http.get(
      "/api/v1/auth/oauth/{provider}/callback", [&](const Request& request) { return callback(services, request); },
      page);
}

}  // namespace veza::oauth
