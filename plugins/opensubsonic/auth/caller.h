// Who calls, as their app shows it: an app password or a personal access token. Never the password people sign in with.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "protocol/params.h"
#include "services.h"

namespace veza::opensubsonic {

// What proves it: of the account `user_id` an app password, or else a token of the site's own.
struct Credential {
  std::string user_id, bearer;
};

struct Caller {
  Credential credential;
  std::string user_id, username, role;
  std::vector<std::string> permissions;  // of those this plugin's own tables ask for

  bool can(std::string_view permission) const;
};

// How a call says who it is from; throws Failure where that alone is wrong.
struct Shown {
  std::string api_key;
  std::string user, token, salt, password;  // password: plain, after enc: is undone
};
Shown shown_by(const Params& params);

// Throws Failure: wrong_password, bad_api_key, or generic with 429 after many wrong tries.
Caller identify(const Services& services, const Request& request, const Params& params);

// GET /api/v1/opensubsonic/me: what identify() asks in the account's name.
void add_caller_route(Services& services);

}  // namespace veza::opensubsonic
