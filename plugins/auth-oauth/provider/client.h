// One provider as the routes use it: where to send a browser, and who comes back.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include <veza/outbound.hpp>

#include "provider/keys.h"
#include "provider/metadata.h"
#include "provider/person.h"
#include "provider/provider.h"
#include "provider/tokens.h"
#include "rules/flow.h"

namespace veza::oauth {

struct Arrived {
  Person person;
  Tokens tokens;
};

// Any worker; calls block on the provider. Throws Failure.
class Client {
 public:
  Client(Provider provider, const Outbound& outbound)
      : provider_(std::move(provider)), outbound_(outbound), metadata_(provider_, outbound), keys_(outbound) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  const Provider& provider() const { return provider_; }

  // The page of the provider to send the browser to.
  std::string authorize_url(const Flow& flow, const std::string& state, const std::string& redirect_uri);
  // Who its answers must be from.
  Issuer issuer();
  // Exchanges the code and asks who it is.
  Arrived arrive(const Flow& flow, const std::string& code, const std::string& redirect_uri);
  // New tokens for the refresh token of old ones.
  Tokens refresh(const Tokens& tokens);
  // Where a browser signs out there; nothing when the provider has no such page.
  std::optional<std::string> end_session_url(const std::string& id_token, const std::string& return_to);

 private:
  TokenEndpoint token_endpoint();
  Person person_of(const Flow& flow, const Tokens& tokens);
  Person openid_person(const Flow& flow, const Tokens& tokens);
  Json ask(const std::string& url, const std::string& access_token) const;

  const Provider provider_;
  const Outbound& outbound_;
  MetadataCache metadata_;
  KeyCache keys_;
};

}  // namespace veza::oauth
