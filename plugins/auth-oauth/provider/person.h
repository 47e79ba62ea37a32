// Who somebody is at a provider, from what it answers. Plain functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <veza/json.hpp>

#include "provider/provider.h"

namespace veza::oauth {

struct Person {
  std::string subject;  // never changes and is never given to somebody else
  std::string email;    // empty when there is none
  bool email_verified = false;
  std::string username;          // a wish
  Json claims = Json::object();  // for roles
};

// From the claims of an id_token, with those of the userinfo endpoint over them where they speak of the same subject.
Person person_from_claims(const Json& claims, const Json& user_info);
// From GET /user and GET /user/emails of GitHub: the primary address, when GitHub has verified it.
std::optional<Person> person_from_github(const Json& user, const Json& emails);
// From GET /users/@me of Discord.
std::optional<Person> person_from_discord(const Json& user);
// From GET /v1/me of Spotify, which says itself that it has not verified the address.
std::optional<Person> person_from_spotify(const Json& user);

}  // namespace veza::oauth
