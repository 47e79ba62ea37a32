// What usernames and e-mail addresses look like. Plain functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::identity {

// What is wrong with it, as the rest of a sentence, or nothing: 3 to 50 characters of A-Z a-z 0-9 _ -.
std::optional<std::string> username_problem(std::string_view username);
// Names that would pass for the site itself or clash with its paths; whoever runs the site may take them.
bool is_reserved_username(std::string_view username);
// See mail::address_problem.
std::optional<std::string> email_problem(std::string_view email);

// The forms that must be unique.
std::string username_key(std::string_view username);
std::string email_key(std::string_view email);
// Of either: what holds an @ is an address.
std::string login_key(std::string_view login);

}  // namespace veza::identity
