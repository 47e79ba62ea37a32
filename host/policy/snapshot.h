// A JSON value as scripts see it: read-only, and only for the time of the decision.
#pragma once
#include "base/json.h"
#include "policy/lua.h"

namespace veza::policy {

// Registers the snapshots' metatable. Once a state.
void open_snapshots(lua_State* lua);

// Pushes scalars as they are; an object or array as a view that reads the JSON in place (nothing is copied until it is
// looked at): v.name, v[1], #v, pairs(v), ipairs(v). Writing to it is an error, and so is any use after the decision.
void push_snapshot(lua_State* lua, const base::Json& value);

// The JSON behind a snapshot at `index`; null when there is something else.
const base::Json* snapshot_at(lua_State* lua, int index);

}  // namespace veza::policy
