// The world scripts live in: chosen functions of Lua's libraries, none of which reaches the machine, runs on without
// the deadline seeing it, or lets one script change what another sees.
//
// Left out: io, os, debug, package, load, loadstring, loadfile, dofile, collectgarbage, rawset, coroutine (a decision
// needs none, and each would be a stack of its own to bound), string.dump, string.pack and unpack, math.random
// (ctx.random instead), print (policy.log instead). setmetatable refuses __gc and __mode: finalizers run where no
// hook can stop them. xpcall calls its handler after unwinding.
#pragma once
#include "policy/lua.h"

namespace veza::policy {

// [protected call] Builds the shared environment.
int open_sandbox(lua_State* lua);

// [protected call; argument: light userdata of a ScriptSet::Script] Compiles a hook script (text only) and runs its
// body in an environment of its own, which is frozen afterwards.
int load_script(lua_State* lua);

// Replaces the table on the top by a read-only view of it. Its length and pairs() work, setmetatable does not.
void freeze(lua_State* lua);

}  // namespace veza::policy
