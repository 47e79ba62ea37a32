#include "identity/prove.h"

#include "identity/identity.h"
#include "identity/routes.h"

namespace veza::identity {

FactorOwner factor_owner(const http::Context& context) {
  return {context.principal().user_id, context.principal().username, client_info(context)};
}

http::Answer<RelyingParty> site_party(const Identity& identity, const http::Context& context) {
  const std::string& url = identity.config().url;
  auto party = relying_party(url.empty() ? context.base_url() : url, identity.config().site_name);
  if (!party)
    return http::refuse(409, "passkeys_unavailable",
                        "Passkeys work only where the site is reached by a host name, not by an address.");
  return std::move(*party);
}

http::Answer<void> prove_with_code(Identity& identity, const http::Context& context, std::string_view code) {
  FactorOwner owner = factor_owner(context);
  owner.device = "session " + context.principal().sid;
  if (auto proved = identity.second_factors().prove(owner, code); !proved) return http::refuse(proved.error());
  return {};
}

http::Answer<void> prove_with_passkey(Identity& identity, const http::Context& context, const base::Json& credential) {
  const auto rp = site_party(identity, context);
  if (!rp) return http::refuse(rp.error());
  const http::Principal& who = context.principal();
  const auto proved = identity.passkeys().prove(
      {.purpose = ChallengeFor::reauthentication, .bound_to = who.sid, .user_id = who.user_id}, *rp, credential,
      client_info(context));
  if (!proved) return http::refuse(proved.error());
  return {};
}

}  // namespace veza::identity
