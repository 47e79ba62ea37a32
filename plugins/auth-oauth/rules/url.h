// URLs: which a provider may name, where a browser may be sent back to, and how queries are written. Plain functions.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace veza::oauth {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// RFC 3986: everything but unreserved characters as %XX.
std::string percent_encode(std::string_view text);
// "a=1&b=2", application/x-www-form-urlencoded with %20 for a space.
std::string form(const Pairs& pairs);
// The URL with the pairs behind what query it has.
std::string with_query(std::string_view url, const Pairs& pairs);

// Whether a provider's endpoint may be this: https, or http to this machine itself; no user name, no fragment, only
// characters a URL is made of.
bool is_endpoint(std::string_view url);

// A path of this site to send a browser to: `wish` when it is one ("/library?page=2"), else `otherwise`. Nothing that a
// browser could take for another site ("//evil", "/\evil", a scheme, control characters), and no route of the API.
std::string safe_return_to(std::string_view wish, std::string_view otherwise = "/");

}  // namespace veza::oauth
