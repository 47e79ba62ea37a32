#include "policy/sandbox.h"

#include "policy/script_api.h"
#include "policy/snapshot.h"
#include "policy/state.h"
#include "policy/string_library.h"
#include "policy/table_library.h"
#include "policy/verdict.h"

namespace veza::policy {
namespace {

const char environment_key = 0;
const char modules_key = 0;

int refuse_write(lua_State* lua) {
  return luaL_error(lua, "this table is read-only: what a decision depends on must not change between calls");
}

// The frozen table stays an upvalue: handing it to the loop, as pairs() does, would hand out the table itself.
int next_of_frozen(lua_State* lua) {
  lua_settop(lua, 2);
  return lua_next(lua, lua_upvalueindex(1)) != 0 ? 2 : 0;
}

int pairs_of_frozen(lua_State* lua) {
  lua_pushvalue(lua, lua_upvalueindex(1));
  lua_pushcclosure(lua, next_of_frozen, 1);
  lua_pushvalue(lua, 1);
  lua_pushnil(lua);
  return 3;
}

int length_of_frozen(lua_State* lua) {
  lua_pushinteger(lua, static_cast<lua_Integer>(lua_rawlen(lua, lua_upvalueindex(1))));
  return 1;
}

// setmetatable without the fields that take effect where no deadline reaches.
int set_metatable(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  if (!lua_isnil(lua, 2)) {
    luaL_checktype(lua, 2, LUA_TTABLE);
    for (const char* name : {"__gc", "__mode"}) {
      lua_pushstring(lua, name);
      lua_rawget(lua, 2);
      if (!lua_isnil(lua, -1)) return luaL_error(lua, "setmetatable: %s is not available to policy scripts", name);
      lua_pop(lua, 1);
    }
  }
  lua_settop(lua, 2);
  if (luaL_getmetafield(lua, 1, "__metatable") != LUA_TNIL)
    return luaL_error(lua, "cannot change a protected metatable");
  lua_setmetatable(lua, 1);
  return 1;
}

// Lua's xpcall runs the handler where the error was raised. For an error raised by the count hook that is inside the
// hook, where no hook runs: an endless handler would stay for ever. Here it runs after the stack is unwound; without
// the debug library it can tell no difference.
int xpcall(lua_State* lua) {
  luaL_checktype(lua, 2, LUA_TFUNCTION);
  const int arguments = lua_gettop(lua) - 2;
  lua_pushvalue(lua, 1);
  lua_insert(lua, 3);
  if (lua_pcall(lua, arguments, LUA_MULTRET, 0) == LUA_OK) {
    lua_pushboolean(lua, 1);
    lua_replace(lua, 2);
    return lua_gettop(lua) - 1;
  }
  lua_pushvalue(lua, 2);
  lua_insert(lua, -2);
  lua_pcall(lua, 1, 1, 0);
  lua_pushboolean(lua, 0);
  lua_insert(lua, -2);
  return 2;
}

// A function of Lua's own whose work grows with its arguments: asked for the time before it begins.
int timed(lua_State* lua) {
  State::of(lua).check_time(lua);
  return lua_tocfunction(lua, lua_upvalueindex(1))(lua);
}

// Copies `names` of the library on the top into a new table, which replaces it.
template <size_t N>
void choose(lua_State* lua, const char* const (&names)[N], bool with_timer) {
  lua_createtable(lua, 0, N);
  for (const char* name : names) {
    lua_getfield(lua, -2, name);
    if (with_timer && lua_iscfunction(lua, -1) != 0) lua_pushcclosure(lua, timed, 1);
    lua_setfield(lua, -2, name);
  }
  lua_remove(lua, -2);
}

void push_library(lua_State* lua, const char* name, lua_CFunction open) {
  lua_pushcfunction(lua, open);
  lua_pushstring(lua, name);
  lua_call(lua, 1, 1);
}

// Runs `text` with a fresh environment over the shared one; leaves the body's result and then the environment.
void run_chunk(lua_State* lua, const std::string& text, const std::string& name) {
  lua_newtable(lua);
  lua_createtable(lua, 0, 2);
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &environment_key);
  lua_setfield(lua, -2, "__index");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
  // "@": the name is a file's, shown as it is in errors. "t": text only, as bytecode can break the machine.
  if (luaL_loadbufferx(lua, text.data(), text.size(), ("@" + name).c_str(), "t") != LUA_OK) lua_error(lua);
  lua_pushvalue(lua, -2);
  lua_setupvalue(lua, -2, 1);
  lua_call(lua, 0, 1);
  lua_insert(lua, -2);
}

// The environment on the top: its variables move out of reach, so that later writes fail, also to existing names.
void freeze_environment(lua_State* lua) {
  const int environment = lua_gettop(lua);
  lua_newtable(lua);
  const int store = lua_gettop(lua);
  lua_pushnil(lua);
  while (lua_next(lua, environment) != 0) {
    lua_pushvalue(lua, -2);
    lua_insert(lua, -2);
    lua_rawset(lua, store);
  }
  lua_pushnil(lua);
  while (lua_next(lua, store) != 0) {
    lua_pop(lua, 1);
    lua_pushvalue(lua, -1);
    lua_pushnil(lua);
    lua_rawset(lua, environment);
  }
  lua_getmetatable(lua, environment);
  lua_newtable(lua);
  lua_getfield(lua, -2, "__index");
  lua_setfield(lua, -2, "__index");
  lua_setmetatable(lua, store);
  lua_pushvalue(lua, store);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, refuse_write);
  lua_setfield(lua, -2, "__newindex");
  lua_settop(lua, environment);
}

// require "text.words": a file of <scripts>/lib that was read with the rest, run once a state.
int require(lua_State* lua) {
  size_t size = 0;
  const char* data = luaL_checklstring(lua, 1, &size);
  const std::string name(data, size);
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &modules_key);
  const int modules = lua_gettop(lua);
  lua_getfield(lua, modules, name.c_str());
  if (lua_isboolean(lua, -1) && lua_toboolean(lua, -1) == 0)
    return luaL_error(lua, "require '%s': the modules require each other in a circle", name.c_str());
  if (!lua_isnil(lua, -1)) return 1;
  State& state = State::of(lua);
  const auto found = state.scripts().lib.find(name);
  if (found == state.scripts().lib.end())
    return luaL_error(lua, "require '%s': there is no such file in lib/", name.c_str());
  if (!state.loading()) return luaL_error(lua, "require belongs at the top of a script, not into a decision");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, modules, name.c_str());
  std::string file = name;
  for (char& c : file) c = c == '.' ? '/' : c;
  run_chunk(lua, found->second, "lib/" + file + ".lua");
  freeze_environment(lua);
  lua_pop(lua, 1);
  if (lua_istable(lua, -1)) freeze(lua);
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
    lua_pushboolean(lua, 1);
  }
  lua_pushvalue(lua, -1);
  lua_setfield(lua, modules, name.c_str());
  return 1;
}

}  // namespace

void freeze(lua_State* lua) {
  const int table = lua_gettop(lua);
  lua_newtable(lua);
  lua_createtable(lua, 0, 5);
  lua_pushvalue(lua, table);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, refuse_write);
  lua_setfield(lua, -2, "__newindex");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pushvalue(lua, table);
  lua_pushcclosure(lua, pairs_of_frozen, 1);
  lua_setfield(lua, -2, "__pairs");
  lua_pushvalue(lua, table);
  lua_pushcclosure(lua, length_of_frozen, 1);
  lua_setfield(lua, -2, "__len");
  lua_setmetatable(lua, -2);
  lua_remove(lua, table);
}

int open_sandbox(lua_State* lua) {
  open_snapshots(lua);
  open_verdicts(lua);

  push_library(lua, LUA_GNAME, luaopen_base);
  constexpr const char* base_names[] = {"assert", "error",    "getmetatable", "ipairs", "next",
                                        "pairs",  "pcall",    "rawequal",     "rawget", "rawlen",
                                        "select", "tonumber", "tostring",     "type",   "_VERSION"};
  choose(lua, base_names, false);
  lua_pushcfunction(lua, set_metatable);
  lua_setfield(lua, -2, "setmetatable");
  lua_pushcfunction(lua, xpcall);
  lua_setfield(lua, -2, "xpcall");
  lua_pushcfunction(lua, require);
  lua_setfield(lua, -2, "require");

  push_library(lua, LUA_MATHLIBNAME, luaopen_math);
  constexpr const char* math_names[] = {"abs", "acos",       "asin", "atan", "ceil", "cos", "deg",
                                        "exp", "floor",      "fmod", "huge", "log",  "max", "maxinteger",
                                        "min", "mininteger", "modf", "pi",   "rad",  "sin", "sqrt",
                                        "tan", "tointeger",  "type", "ult"};
  choose(lua, math_names, false);
  freeze(lua);
  lua_setfield(lua, -2, LUA_MATHLIBNAME);

  push_library(lua, LUA_UTF8LIBNAME, luaopen_utf8);
  constexpr const char* utf8_names[] = {"char", "charpattern", "codepoint", "codes", "len", "offset"};
  choose(lua, utf8_names, true);
  freeze(lua);
  lua_setfield(lua, -2, LUA_UTF8LIBNAME);

  push_library(lua, LUA_STRLIBNAME, luaopen_string);
  constexpr const char* string_names[] = {"byte", "char", "format", "len", "lower", "reverse", "sub", "upper"};
  choose(lua, string_names, true);
  add_string_functions(lua);
  // ("x"):upper() looks here; a script can neither get hold of this table nor of the metatable.
  lua_pushliteral(lua, "");
  lua_createtable(lua, 0, 2);
  lua_pushvalue(lua, -3);
  lua_setfield(lua, -2, "__index");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
  lua_pop(lua, 1);
  freeze(lua);
  lua_setfield(lua, -2, LUA_STRLIBNAME);

  push_table_library(lua);
  freeze(lua);
  lua_setfield(lua, -2, LUA_TABLIBNAME);

  push_policy_library(lua);
  freeze(lua);
  lua_setfield(lua, -2, "policy");

  freeze(lua);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &environment_key);
  lua_newtable(lua);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &modules_key);
  open_context(lua);
  return 0;
}

int load_script(lua_State* lua) {
  const auto& script = *static_cast<const ScriptSet::Script*>(lua_touserdata(lua, 1));
  run_chunk(lua, script.text, "hooks/" + script.name + ".lua");
  freeze_environment(lua);
  return 0;
}

}  // namespace veza::policy
