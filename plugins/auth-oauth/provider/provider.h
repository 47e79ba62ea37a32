// A provider as the site's settings name it.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <veza/json.hpp>

#include "rules/role_map.h"

namespace veza::oauth {

enum class Kind { oidc, github, discord, spotify };

std::string_view name(Kind kind);

// Where a provider without discovery is asked.
struct Endpoints {
  std::string authorize, token, user, emails;
};

struct Provider {
  std::string id, name;
  Kind kind = Kind::oidc;
  std::string issuer;   // Kind::oidc
  Endpoints endpoints;  // the others
  std::string client_id, client_secret;
  std::vector<std::string> scopes;
  std::vector<std::string> algorithms = {"RS256"};  // an id_token may be signed with
  bool sign_up = true;                              // makes accounts
  bool trust_email = false;                         // takes addresses for verified that it does not call so
  bool trust_second_factor = false;                 // the site asks for none after it
  bool remember = false;                            // sessions of 90 days
  RoleMap roles;                                    // an empty claim: none

  // Whose subjects these are: the issuer, or where a provider without one is asked.
  const std::string& authority() const { return kind == Kind::oidc ? issuer : endpoints.authorize; }
};

// One entry of the setting `providers`: a provider, or one sentence that says what is wrong with it, without its
// secrets. `read_file` gives the content of the file client_secret_file names, or throws std::runtime_error.
using ReadFile = std::string (*)(const std::string& path);
std::variant<Provider, std::string> parse_provider(const Json& json, ReadFile read_file);

// Whether it can be a provider's id: [a-z][a-z0-9-]{0,31}.
bool is_provider_id(std::string_view text);

}  // namespace veza::oauth
