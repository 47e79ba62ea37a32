// The library `table`. Lua's own loops in C over whatever a table's metamethods say its length is; here the loops are
// either Lua code, which the deadline sees, or over what the table really holds.
#pragma once
#include "policy/lua.h"

namespace veza::policy {

// Pushes the table: concat, insert, move, pack, remove, sort, unpack, as section 6.6 of the manual has them; concat and
// unpack look at the table itself and not at its metamethods.
void push_table_library(lua_State* lua);

}  // namespace veza::policy
