// Who asks. Plain data: what roles mean is decided elsewhere; here a permission is a word that is present or not.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace veza::http {

struct Principal {
  std::string user_id;   // UUID; empty for a guest
  std::string username;  // empty for a guest
  std::string role = "guest";
  std::string sid;                       // the session; empty for a guest
  std::string token_id;                  // the personal access token that was shown (sid is the same then); else empty
  std::vector<std::string> permissions;  // "track:create" …; sorted (see sort_permissions)

  bool is_guest() const { return user_id.empty(); }
  // Whether the permission is granted; the empty permission always is.
  bool can(std::string_view permission) const;
  // can() relies on the order; whoever fills `permissions` calls this once.
  void sort_permissions();
};

// Shared by every request of one token: cheap to copy, never changed once made.
using PrincipalPtr = std::shared_ptr<const Principal>;

// The principal of requests that prove nothing. It holds no permission: a route for everybody asks for none.
const PrincipalPtr& guest();

// How the proof came. Only a cookie travels without the page's doing, so only a cookie needs CSRF protection.
enum class Via { none, bearer, cookie, query };

}  // namespace veza::http
