// A principal for an account whose owner is not there: a program of the site acts on its behalf.
#pragma once
#include <string>
#include <string_view>

#include "data/database.h"
#include "http/principal.h"
#include "identity/role_book.h"

namespace veza::identity {

// With what the account's role allows at this moment, less what no token can carry: as if a personal access token of
// the account had been shown, named `token_id`, so that neither sessions nor credentials are within reach. One look-up.
// Errors: unauthorized, there is no such account.
base::Result<http::PrincipalPtr> act_for(data::Session& session, const RoleBook& roles, std::string_view user_id,
                                         std::string token_id);

}  // namespace veza::identity
