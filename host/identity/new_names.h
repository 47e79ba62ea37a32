// Usernames for people whom another provider sends: what they are called there, made valid and free here.
#pragma once
#include <string>
#include <string_view>

#include "data/database.h"

namespace veza::identity {

// `wish` without what a username may not hold ("José M." → "Jos-M"), at most 40 characters; "member" when too little is
// left, or the name is reserved. Plain function.
std::string username_like(std::string_view wish);

// username_like(wish), or that with -2, -3 … behind it, or with six random characters when those are taken too.
base::Result<std::string> free_username(data::Session& session, std::string_view wish);

}  // namespace veza::identity
