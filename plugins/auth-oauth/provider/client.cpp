#include "provider/client.h"

#include <veza/id.hpp>

#include "failure.h"
#include "jose/jws.h"
#include "rules/bytes.h"
#include "rules/id_token.h"
#include "rules/url.h"

namespace veza::oauth {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

}  // namespace

std::string Client::authorize_url(const Flow& flow, const std::string& state, const std::string& redirect_uri) {
  const bool openid = provider_.kind == Kind::oidc;
  Pairs pairs{{"response_type", "code"},
              {"client_id", provider_.client_id},
              {"redirect_uri", redirect_uri},
              {"scope", joined(provider_.scopes)},
              {"state", state},
              {"code_challenge", pkce_challenge(flow.verifier)},
              {"code_challenge_method", "S256"}};
  if (openid) pairs.emplace_back("nonce", flow.nonce);
  return with_query(openid ? metadata_.get().authorize : provider_.endpoints.authorize, pairs);
}

Issuer Client::issuer() {
  if (provider_.kind != Kind::oidc) return {};
  return {provider_.issuer, metadata_.get().sends_iss};
}

TokenEndpoint Client::token_endpoint() {
  if (provider_.kind != Kind::oidc) return {provider_.endpoints.token, false};
  const Metadata metadata = metadata_.get();
  return {metadata.token, metadata.basic_auth};
}

Arrived Client::arrive(const Flow& flow, const std::string& code, const std::string& redirect_uri) {
  Arrived arrived;
  arrived.tokens = exchange_code(outbound_, provider_, token_endpoint(), code, flow.verifier, redirect_uri);
  arrived.person = person_of(flow, arrived.tokens);
  if (provider_.trust_email && !arrived.person.email.empty()) arrived.person.email_verified = true;
  return arrived;
}

Tokens Client::refresh(const Tokens& tokens) { return refresh_tokens(outbound_, provider_, token_endpoint(), tokens); }

Json Client::ask(const std::string& url, const std::string& access_token) const {
  try {
    const Fetched answer = outbound_.fetch({.url = url,
                                            .headers = {{"Authorization", "Bearer " + access_token},
                                                        {"Accept", "application/json"},
                                                        {"User-Agent", "Veza"}},
                                            .max_redirects = 0});
    Json json = parse_json(answer.body);
    if (answer.status == 200 && !json.is_discarded()) return json;
    throw Failure(answer.status >= 500 ? "provider_unavailable" : "provider_refused",
                  provider_.id + " did not say who it is (" + std::to_string(answer.status) + ")");
  } catch (const Error& error) {
    throw Failure("provider_unavailable", "asking " + provider_.id + " who it is: " + error.what());
  }
}

Person Client::openid_person(const Flow& flow, const Tokens& tokens) {
  const Metadata metadata = metadata_.get();
  if (tokens.id_token.empty()) throw Failure("token_invalid", provider_.id + " gave no id_token");
  const auto verified = verify(tokens.id_token, provider_.algorithms,
                               [&](std::string_view kid) { return keys_.find(metadata.jwks, kid); });
  auto problem = verified.problem;
  if (problem.empty()) {
    problem = claims_problem(verified.payload, {provider_.issuer, provider_.client_id, flow.nonce, now_ms() / 1000})
                  .value_or("");
  }
  if (!problem.empty()) throw Failure("token_invalid", "the id_token of " + provider_.id + " " + problem);
  // Many providers put addresses and groups into the one, many into the other.
  const bool lacks_role = !provider_.roles.claim.empty() && !find_claim(verified.payload, provider_.roles.claim);
  const bool ask_more = !metadata.user_info.empty() && (!verified.payload.contains("email") || lacks_role);
  return person_from_claims(verified.payload, ask_more ? ask(metadata.user_info, tokens.access) : Json());
}

Person Client::person_of(const Flow& flow, const Tokens& tokens) {
  const auto& at = provider_.endpoints;
  std::optional<Person> person;
  switch (provider_.kind) {
    case Kind::oidc:
      return openid_person(flow, tokens);
    case Kind::github:
      person = person_from_github(ask(at.user, tokens.access), ask(at.emails, tokens.access));
      break;
    case Kind::discord:
      person = person_from_discord(ask(at.user, tokens.access));
      break;
    case Kind::spotify:
      person = person_from_spotify(ask(at.user, tokens.access));
      break;
  }
  if (!person) throw Failure("provider_refused", provider_.id + " did not say who it is");
  return *person;
}

std::optional<std::string> Client::end_session_url(const std::string& id_token, const std::string& return_to) {
  if (provider_.kind != Kind::oidc) return std::nullopt;
  const Metadata metadata = metadata_.get();
  if (metadata.end_session.empty()) return std::nullopt;
  return with_query(
      metadata.end_session,
      {{"id_token_hint", id_token}, {"client_id", provider_.client_id}, {"post_logout_redirect_uri", return_to}});
}

}  // namespace veza::oauth
