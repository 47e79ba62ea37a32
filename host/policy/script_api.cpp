#include "policy/script_api.h"

#include "policy/hook_name.h"
#include "policy/sandbox.h"
#include "policy/state.h"
#include "policy/verdict.h"

namespace veza::policy {
namespace {

const char context_key = 0;
constexpr lua_Integer lowest_priority = -1000;
constexpr lua_Integer highest_priority = 1000;

std::string text_field(lua_State* lua, const char* name) {
  lua_getfield(lua, 1, name);
  std::string text;
  if (lua_type(lua, -1) == LUA_TSTRING)
    text = lua_tostring(lua, -1);
  else if (!lua_isnil(lua, -1))
    luaL_error(lua, "policy.hook: %s must be a text", name);
  lua_pop(lua, 1);
  return text;
}

void check_fields(lua_State* lua) {
  lua_pushnil(lua);
  while (lua_next(lua, 1) != 0) {
    lua_pop(lua, 1);
    const std::string_view field = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "";
    if (field != "name" && field != "id" && field != "priority" && field != "run")
      luaL_error(lua, "policy.hook: it takes name, id, priority and run, not %s",
                 field.empty() ? "numbered values" : field.data());
  }
}

int hook(lua_State* lua) {
  State& state = State::of(lua);
  luaL_checktype(lua, 1, LUA_TTABLE);
  if (!state.loading()) return luaL_error(lua, "policy.hook belongs at the top of a script, not into a decision");
  check_fields(lua);
  Registration registration;
  registration.script = state.loading_script();
  registration.hook = text_field(lua, "name");
  registration.id = text_field(lua, "id");
  if (registration.id.empty()) registration.id = registration.script;
  if (!is_hook_name(registration.hook))
    return luaL_error(lua, "policy.hook: name must be a hook's, such as 'upload.check'");
  if (!is_hook_id(registration.id))
    return luaL_error(lua, "policy.hook: id must be made of a-z, 0-9, '_', '-' and '.'");
  lua_getfield(lua, 1, "priority");
  if (!lua_isnil(lua, -1)) {
    const lua_Integer priority = lua_isinteger(lua, -1) != 0 ? lua_tointeger(lua, -1) : highest_priority + 1;
    if (priority < lowest_priority || priority > highest_priority)
      return luaL_error(lua, "policy.hook: priority must be a whole number from -1000 to 1000");
    registration.priority = static_cast<int>(priority);
  }
  lua_pop(lua, 1);
  lua_getfield(lua, 1, "run");
  if (!lua_isfunction(lua, -1)) return luaL_error(lua, "policy.hook: run must be a function");
  registration.run = luaL_ref(lua, LUA_REGISTRYINDEX);
  state.add(std::move(registration));
  return 0;
}

int verdict(lua_State* lua, const char* kind) {
  lua_settop(lua, 2);
  lua_createtable(lua, 0, 3);
  lua_pushstring(lua, kind);
  lua_setfield(lua, -2, "kind");
  lua_pushvalue(lua, 1);
  lua_setfield(lua, -2, "reason");
  lua_pushvalue(lua, 2);
  lua_setfield(lua, -2, "message");
  push_verdict_mark(lua);
  lua_setmetatable(lua, -2);
  return 1;
}

int allow(lua_State* lua) {
  lua_settop(lua, 0);
  return verdict(lua, "allow");
}

int refusal(lua_State* lua, const char* kind) {
  size_t size = 0;
  const char* reason = luaL_checklstring(lua, 1, &size);
  if (!is_reason({reason, size}))
    return luaL_error(lua, "policy.%s: the reason must be a code such as 'file_too_large'", kind);
  luaL_optstring(lua, 2, "");
  return verdict(lua, kind);
}
int deny(lua_State* lua) { return refusal(lua, "deny"); }
int hold(lua_State* lua) { return refusal(lua, "hold"); }

int change(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 1);
  lua_createtable(lua, 0, 2);
  lua_pushliteral(lua, "change");
  lua_setfield(lua, -2, "kind");
  lua_pushvalue(lua, 1);
  lua_setfield(lua, -2, "changes");
  push_verdict_mark(lua);
  lua_setmetatable(lua, -2);
  return 1;
}

int write_log(lua_State* lua) {
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  State::of(lua).log(std::string(text, std::min<size_t>(size, 2000)));
  return 0;
}

int random(lua_State* lua) {
  const uint64_t bits = State::of(lua).random();
  const int arguments = lua_gettop(lua);
  if (arguments == 0) {
    lua_pushnumber(lua, static_cast<lua_Number>(bits >> 11) * 0x1.0p-53);
    return 1;
  }
  const lua_Integer low = arguments == 1 ? 1 : luaL_checkinteger(lua, 1);
  const lua_Integer high = luaL_checkinteger(lua, arguments == 1 ? 1 : 2);
  if (low > high) return luaL_error(lua, "ctx.random: the interval is empty");
  const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  lua_pushinteger(lua, static_cast<lua_Integer>(static_cast<uint64_t>(low) + (span == 0 ? bits : bits % span)));
  return 1;
}

int context_index(lua_State* lua) {
  const std::string_view name = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : "";
  if (name == "now")
    lua_pushinteger(lua, State::of(lua).now_ms());
  else if (name == "random")
    lua_pushcfunction(lua, random);
  else
    return luaL_error(lua, "ctx has now and random only");
  return 1;
}

int context_newindex(lua_State* lua) { return luaL_error(lua, "ctx is read-only"); }

}  // namespace

void push_policy_library(lua_State* lua) {
  constexpr luaL_Reg functions[] = {{"hook", hook},     {"allow", allow},   {"deny", deny},    {"hold", hold},
                                    {"change", change}, {"log", write_log}, {nullptr, nullptr}};
  luaL_newlib(lua, functions);
}

void open_context(lua_State* lua) {
  lua_newuserdatauv(lua, 0, 0);
  lua_createtable(lua, 0, 3);
  lua_pushcfunction(lua, context_index);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, context_newindex);
  lua_setfield(lua, -2, "__newindex");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &context_key);
}

void push_context(lua_State* lua) { lua_rawgetp(lua, LUA_REGISTRYINDEX, &context_key); }

}  // namespace veza::policy
