#include "policy/verdict.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "policy/snapshot.h"

namespace veza::policy {
namespace {

using base::Json;

const char mark_key = 0;
constexpr int max_depth = 16;
constexpr size_t max_values = 5000;
constexpr size_t max_message_bytes = 500;
constexpr size_t max_change_text = 64 << 10;

Json read_value(lua_State* lua, int index, int depth, size_t& values);

Json read_table(lua_State* lua, int index, int depth, size_t& values) {
  if (depth == 0) luaL_error(lua, "policy.change: tables are nested too deeply");
  luaL_checkstack(lua, 4, "too deep");
  const auto length = lua_rawlen(lua, index);
  Json out = length > 0 ? Json::array() : Json::object();
  if (length > max_values) luaL_error(lua, "policy.change: too many values");
  if (length > 0) out.get_ref<Json::array_t&>().resize(length);
  lua_pushnil(lua);
  while (lua_next(lua, index) != 0) {
    if (++values > max_values) luaL_error(lua, "policy.change: too many values");
    Json value = read_value(lua, lua_gettop(lua), depth - 1, values);
    if (length > 0) {
      const lua_Integer place = lua_isinteger(lua, -2) != 0 ? lua_tointeger(lua, -2) : 0;
      if (place < 1 || static_cast<lua_Unsigned>(place) > length)
        luaL_error(lua, "policy.change: a table is either a list or has names, not both");
      out[static_cast<size_t>(place - 1)] = std::move(value);
    } else {
      if (lua_type(lua, -2) != LUA_TSTRING) luaL_error(lua, "policy.change: names must be texts");
      size_t size = 0;
      const char* name = lua_tolstring(lua, -2, &size);
      if (!base::is_utf8({name, size})) luaL_error(lua, "policy.change: names must be UTF-8");
      out[std::string(name, size)] = std::move(value);
    }
    lua_pop(lua, 1);
  }
  return out;
}

Json read_value(lua_State* lua, int index, int depth, size_t& values) {
  switch (lua_type(lua, index)) {
    case LUA_TNIL:
      return nullptr;
    case LUA_TBOOLEAN:
      return lua_toboolean(lua, index) != 0;
    case LUA_TNUMBER:
      if (lua_isinteger(lua, index) != 0) return static_cast<int64_t>(lua_tointeger(lua, index));
      if (!std::isfinite(lua_tonumber(lua, index))) luaL_error(lua, "policy.change: a number is not finite");
      return lua_tonumber(lua, index);
    case LUA_TSTRING: {
      size_t size = 0;
      const char* text = lua_tolstring(lua, index, &size);
      if (size > max_change_text || !base::is_utf8({text, size}))
        luaL_error(lua, "policy.change: a text is too long or not UTF-8");
      return std::string(text, size);
    }
    case LUA_TTABLE:
      return read_table(lua, index, depth, values);
    case LUA_TUSERDATA:
      if (const Json* view = snapshot_at(lua, index)) return *view;
      [[fallthrough]];
    default:
      luaL_error(lua, "policy.change: a %s cannot be a value", luaL_typename(lua, index));
  }
  return nullptr;
}

// The raw field as text; empty when nil.
std::string text_field(lua_State* lua, int index, const char* name) {
  lua_pushstring(lua, name);
  lua_rawget(lua, index);
  std::string text;
  if (lua_type(lua, -1) == LUA_TSTRING) {
    size_t size = 0;
    const char* data = lua_tolstring(lua, -1, &size);
    text.assign(data, size);
  } else if (!lua_isnil(lua, -1)) {
    luaL_error(lua, "the %s must be a text, not a %s", name, luaL_typename(lua, -1));
  }
  lua_pop(lua, 1);
  return text;
}

}  // namespace

bool is_reason(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; });
}

void open_verdicts(lua_State* lua) {
  lua_newtable(lua);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &mark_key);
}

void push_verdict_mark(lua_State* lua) { lua_rawgetp(lua, LUA_REGISTRYINDEX, &mark_key); }

std::optional<Decision> read_verdict(lua_State* lua, int index) {
  index = lua_absindex(lua, index);
  if (lua_isnil(lua, index)) return std::nullopt;
  bool marked = false;
  if (lua_istable(lua, index) && lua_getmetatable(lua, index) != 0) {
    push_verdict_mark(lua);
    marked = lua_rawequal(lua, -1, -2) != 0;
    lua_pop(lua, 2);
  }
  if (!marked)
    luaL_error(lua, "run must return nil or what policy.allow, deny, hold or change gave, not a %s",
               luaL_typename(lua, index));
  Decision decision;
  const std::string kind = text_field(lua, index, "kind");
  decision.kind = kind == "deny"     ? Decision::Kind::deny
                  : kind == "hold"   ? Decision::Kind::hold
                  : kind == "change" ? Decision::Kind::change
                                     : Decision::Kind::allow;
  decision.reason = text_field(lua, index, "reason");
  decision.message = text_field(lua, index, "message");
  const bool needs_reason = decision.kind == Decision::Kind::deny || decision.kind == Decision::Kind::hold;
  if (needs_reason && !is_reason(decision.reason))
    luaL_error(lua, "the reason must be a code such as 'file_too_large'");
  if (decision.message.size() > max_message_bytes || !base::is_utf8(decision.message))
    luaL_error(lua, "the message must be UTF-8 of at most 500 bytes");
  if (decision.kind == Decision::Kind::change) {
    lua_pushliteral(lua, "changes");
    lua_rawget(lua, index);
    if (!lua_istable(lua, -1)) luaL_error(lua, "policy.change takes a table of changes");
    size_t values = 0;
    decision.changes = read_table(lua, lua_gettop(lua), max_depth, values);
    if (!decision.changes.is_object()) luaL_error(lua, "policy.change takes a table with names");
    lua_pop(lua, 1);
  }
  return decision;
}

}  // namespace veza::policy
