#include "policy/snapshot.h"

#include "policy/state.h"

namespace veza::policy {
namespace {

using base::Json;

const char metatable_key = 0;

struct View {
  const Json* value;
  uint64_t generation;
};

const Json& viewed(lua_State* lua, int index) {
  const Json* value = snapshot_at(lua, index);
  if (value == nullptr) luaL_error(lua, "a value of the question was expected");
  return *value;
}

void push_view(lua_State* lua, const Json& value) {
  auto* view = static_cast<View*>(lua_newuserdatauv(lua, sizeof(View), 0));
  *view = {&value, State::of(lua).generation()};
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &metatable_key);
  lua_setmetatable(lua, -2);
}

std::string_view text_at(lua_State* lua, int index) {
  size_t size = 0;
  const char* data = lua_tolstring(lua, index, &size);
  return {data, size};
}

int on_index(lua_State* lua) {
  const Json& value = viewed(lua, 1);
  if (value.is_object() && lua_type(lua, 2) == LUA_TSTRING) {
    const auto found = value.find(text_at(lua, 2));
    if (found != value.end()) {
      push_snapshot(lua, *found);
      return 1;
    }
  } else if (value.is_array() && lua_isinteger(lua, 2) != 0) {
    const lua_Integer place = lua_tointeger(lua, 2);
    if (place >= 1 && static_cast<size_t>(place) <= value.size()) {
      push_snapshot(lua, value[static_cast<size_t>(place - 1)]);
      return 1;
    }
  }
  lua_pushnil(lua);
  return 1;
}

int on_newindex(lua_State* lua) {
  return luaL_error(lua, "the question is read-only; use policy.change to propose changes");
}

int on_len(lua_State* lua) {
  const Json& value = viewed(lua, 1);
  lua_pushinteger(lua, value.is_array() ? static_cast<lua_Integer>(value.size()) : 0);
  return 1;
}

int next_member(lua_State* lua) {
  const Json& value = viewed(lua, 1);
  if (value.is_array()) {
    const lua_Integer place = lua_isinteger(lua, 2) != 0 ? lua_tointeger(lua, 2) : 0;
    if (place < 0 || static_cast<size_t>(place) >= value.size()) return 0;
    lua_pushinteger(lua, place + 1);
    push_snapshot(lua, value[static_cast<size_t>(place)]);
    return 2;
  }
  const auto& object = value.get_ref<const Json::object_t&>();
  auto member = object.begin();
  if (lua_type(lua, 2) == LUA_TSTRING) {
    member = object.find(text_at(lua, 2));
    if (member != object.end()) ++member;
  }
  if (member == object.end()) return 0;
  lua_pushlstring(lua, member->first.data(), member->first.size());
  push_snapshot(lua, member->second);
  return 2;
}

int on_pairs(lua_State* lua) {
  viewed(lua, 1);
  lua_pushcfunction(lua, next_member);
  lua_pushvalue(lua, 1);
  lua_pushnil(lua);
  return 3;
}

}  // namespace

void open_snapshots(lua_State* lua) {
  constexpr luaL_Reg methods[] = {
      {"__index", on_index}, {"__newindex", on_newindex}, {"__len", on_len}, {"__pairs", on_pairs}, {nullptr, nullptr}};
  luaL_newlib(lua, methods);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pushliteral(lua, "question");
  lua_setfield(lua, -2, "__name");
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &metatable_key);
}

const Json* snapshot_at(lua_State* lua, int index) {
  auto* view = static_cast<View*>(lua_touserdata(lua, index));
  if (view == nullptr || lua_islightuserdata(lua, index) || lua_getmetatable(lua, index) == 0) return nullptr;
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &metatable_key);
  const bool ours = lua_rawequal(lua, -1, -2) != 0;
  lua_pop(lua, 2);
  if (!ours) return nullptr;
  if (view->generation != State::of(lua).generation())
    luaL_error(lua, "the question belongs to a decision that is over");
  return view->value;
}

void push_snapshot(lua_State* lua, const Json& value) {
  luaL_checkstack(lua, 3, "too many values");
  switch (value.type()) {
    case Json::value_t::boolean:
      lua_pushboolean(lua, value.get<bool>() ? 1 : 0);
      break;
    case Json::value_t::number_integer:
      lua_pushinteger(lua, value.get<int64_t>());
      break;
    case Json::value_t::number_unsigned: {
      const auto number = value.get<uint64_t>();
      if (number <= static_cast<uint64_t>(INT64_MAX))
        lua_pushinteger(lua, static_cast<lua_Integer>(number));
      else
        lua_pushnumber(lua, static_cast<lua_Number>(number));
      break;
    }
    case Json::value_t::number_float:
      lua_pushnumber(lua, value.get<double>());
      break;
    case Json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      lua_pushlstring(lua, text.data(), text.size());
      break;
    }
    case Json::value_t::object:
    case Json::value_t::array:
      push_view(lua, value);
      break;
    default:
      lua_pushnil(lua);
  }
}

}  // namespace veza::policy
