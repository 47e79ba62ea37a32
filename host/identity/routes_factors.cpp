// /account/factors, /account/totp, /account/backup-codes
#include "http/envelope.h"
#include "http/fields.h"
#include "identity/identity.h"
#include "identity/prove.h"
#include "identity/qr_svg.h"
#include "identity/routes.h"
#include "identity/sign_in.h"

namespace veza::identity {
namespace {

using base::Json;
using http::Context;
using net::Response;

Response secret_answer(const Json& data) { return std::move(http::success(data).set("Cache-Control", "no-store")); }

Response get_factors(Identity& identity, Context& context) {
  const std::string& user_id = context.principal().user_id;
  const auto summary = identity.second_factors().summary(user_id);
  if (!summary) return http::error(context, summary.error());
  const auto passkeys = identity.passkeys().list(user_id);
  if (!passkeys) return http::error(context, passkeys.error());
  Json list = Json::array();
  for (const Passkey& passkey : *passkeys) list.push_back(to_json(passkey));
  return secret_answer(
      {{"totp", summary->totp}, {"backup_codes_left", summary->backup_codes_left}, {"passkeys", std::move(list)}});
}

Response offer_totp(Identity& identity, Context& context) {
  if (auto fresh = require_fresh(identity, context); !fresh) return http::error(context, fresh.error());
  if (auto proved = require_verified(identity, context); !proved) return http::error(context, proved.error());
  const auto offer = identity.second_factors().offer_totp(factor_owner(context), identity.config().site_name);
  if (!offer) return http::error(context, offer.error());
  const auto picture = qr_svg(offer->url);
  if (!picture) return http::error(context, picture.error());
  return secret_answer({{"secret", offer->secret}, {"otpauth_url", offer->url}, {"qr_svg", *picture}});
}

Response confirm_totp(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string code = in.text("code", {.min = 1, .max = 40});
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto codes = identity.second_factors().confirm_totp(factor_owner(context), code);
  if (!codes) return http::error(context, codes.error());
  return secret_answer({{"backup_codes", *codes}});
}

Response remove_totp(Identity& identity, Context& context) {
  if (auto fresh = require_fresh(identity, context); !fresh) return http::error(context, fresh.error());
  if (auto done = identity.second_factors().remove_totp(factor_owner(context)); !done)
    return http::error(context, done.error());
  return http::no_content();
}

Response new_backup_codes(Identity& identity, Context& context) {
  if (auto fresh = require_fresh(identity, context); !fresh) return http::error(context, fresh.error());
  const auto codes = identity.second_factors().new_backup_codes(factor_owner(context));
  if (!codes) return http::error(context, codes.error());
  return secret_answer({{"backup_codes", *codes}});
}

}  // namespace

std::vector<http::Route> factor_routes(Identity& identity) {
  std::vector<http::Route> routes;
  const auto add = [&](std::string method, std::string pattern, Response (*handle)(Identity&, Context&)) {
    http::Route route{.method = std::move(method), .pattern = "/api/v1/account/" + std::move(pattern)};
    route.permission = route.method == "GET" ? "account:read" : "account:manage";
    route.handler = [&identity, handle](Context& context) { return handle(identity, context); };
    route.body_limit = 16 << 10;
    routes.push_back(std::move(route));
  };
  add("GET", "factors", get_factors);
  add("POST", "totp", offer_totp);
  add("POST", "totp/confirm", confirm_totp);
  add("DELETE", "totp", remove_totp);
  add("POST", "backup-codes", new_backup_codes);
  return routes;
}

}  // namespace veza::identity
