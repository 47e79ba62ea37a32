// Reads what a script returned.
#pragma once
#include <optional>

#include "policy/decision.h"
#include "policy/lua.h"

namespace veza::policy {

// Marks a table as made by policy.allow, deny, hold or change; pushed as metatable by those.
void push_verdict_mark(lua_State* lua);
void open_verdicts(lua_State* lua);

// The decision at `index`; nothing for nil. Raises an error saying what was wrong: a value that no policy function
// made, a reason that is no code, changes that are no object of plain values. Runs no metamethod.
std::optional<Decision> read_verdict(lua_State* lua, int index);

// A reason is a code for programs: [a-z][a-z0-9_.]{0,63}.
bool is_reason(std::string_view text);

}  // namespace veza::policy
