// What the host offers scripts: the table `policy` and the argument `ctx`.
//
//   policy.hook{ name = "upload.check", id = "site.size", priority = 50, run = function(question, ctx) … end }
//   policy.allow()   policy.deny(reason, message?)   policy.hold(reason, message?)   policy.change{…}
//   policy.log(text)
//   ctx.now            epoch milliseconds
//   ctx.random()       a float in [0, 1); ctx.random(m): 1..m; ctx.random(m, n): m..n
#pragma once
#include "policy/lua.h"

namespace veza::policy {

// Pushes the table `policy`.
void push_policy_library(lua_State* lua);

void open_context(lua_State* lua);
// Pushes `ctx`: one object a state, which looks at the decision under way.
void push_context(lua_State* lua);

}  // namespace veza::policy
