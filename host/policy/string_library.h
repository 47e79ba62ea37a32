// The functions of `string` that Lua's own versions would run without end or without the deadline: find, match, gmatch,
// gsub over an interruptible matcher (pattern.h), and rep with a bound.
#pragma once
#include "policy/lua.h"

namespace veza::policy {

// Adds them to the table on the top. They behave as section 6.4 of the manual says.
void add_string_functions(lua_State* lua);

}  // namespace veza::policy
