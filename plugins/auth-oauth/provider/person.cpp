#include "provider/person.h"

#include <algorithm>

namespace veza::oauth {
namespace {

constexpr size_t longest = 255;

// Empty for none, and for one that no person has: a database, a log or a page may stumble over control characters.
std::string text(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return {};
  const auto& value = found->get_ref<const std::string&>();
  const bool plain = std::none_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  return plain && value.size() <= longest ? value : std::string();
}

// Some write "true".
bool truth(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && (*found == true || *found == "true");
}

// A number or a text, as a text; empty for neither.
std::string id_of(const Json& json) {
  const auto found = json.find("id");
  if (found == json.end()) return {};
  if (found->is_number_integer()) return std::to_string(found->get<int64_t>());
  return text(json, "id");
}

std::string first_of(const Json& json, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (auto value = text(json, name); !value.empty()) return value;
  }
  return {};
}

std::optional<Person> made(const Json& user, std::string email, bool verified, std::string username) {
  Person person{id_of(user), std::move(email), verified, std::move(username), user};
  if (person.subject.empty()) return std::nullopt;
  person.email_verified = person.email_verified && !person.email.empty();
  return person;
}

}  // namespace

Person person_from_claims(const Json& claims, const Json& user_info) {
  Json all = claims;
  // OpenID Connect Core section 5.3.2: an answer about somebody else must not be used.
  if (user_info.is_object() && text(user_info, "sub") == text(claims, "sub")) {
    // An address and whether it is verified come from one place.
    const bool has_email = claims.contains("email");
    if (!has_email) all.erase("email_verified");
    for (const auto& [name, value] : user_info.items()) {
      const bool of_email = name == "email" || name == "email_verified";
      if (!(of_email && has_email) && !all.contains(name)) all[name] = value;
    }
  }
  Person person;
  person.subject = text(all, "sub");
  person.email = text(all, "email");
  person.email_verified = !person.email.empty() && truth(all, "email_verified");
  person.username = first_of(all, {"preferred_username", "nickname", "name", "email"});
  person.claims = std::move(all);
  return person;
}

std::optional<Person> person_from_github(const Json& user, const Json& emails) {
  if (!user.is_object() || !emails.is_array()) return std::nullopt;
  const auto primary = std::find_if(emails.begin(), emails.end(),
                                    [](const Json& each) { return each.is_object() && truth(each, "primary"); });
  const bool found = primary != emails.end();
  return made(user, found ? text(*primary, "email") : "", found && truth(*primary, "verified"), text(user, "login"));
}

std::optional<Person> person_from_discord(const Json& user) {
  if (!user.is_object()) return std::nullopt;
  return made(user, text(user, "email"), truth(user, "verified"), first_of(user, {"username", "global_name"}));
}

std::optional<Person> person_from_spotify(const Json& user) {
  if (!user.is_object()) return std::nullopt;
  return made(user, text(user, "email"), false, first_of(user, {"display_name", "id"}));
}

}  // namespace veza::oauth
