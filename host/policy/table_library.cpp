#include "policy/table_library.h"

#include <string_view>

#include "policy/state.h"

namespace veza::policy {
namespace {

constexpr lua_Integer most_values = 4000;

constexpr std::string_view in_lua = R"lua(
local error, type, select = ...
local table = {}

local function list(t, what)
  if type(t) ~= 'table' then error('table.' .. what .. ' takes a table, not a ' .. type(t), 3) end
  return #t
end

function table.pack(...) return { n = select('#', ...), ... } end

function table.insert(t, ...)
  local n = list(t, 'insert')
  local count = select('#', ...)
  if count == 1 then
    t[n + 1] = (...)
    return
  end
  local place, value = ...
  if count ~= 2 then error("wrong number of arguments to 'insert'", 2) end
  if type(place) ~= 'number' or place < 1 or place > n + 1 then error("bad argument to 'insert' (position out of bounds)", 2) end
  for i = n, place, -1 do t[i + 1] = t[i] end
  t[place] = value
end

function table.remove(t, place)
  local n = list(t, 'remove')
  if place == nil then place = n
  elseif n + 1 ~= place and (type(place) ~= 'number' or place < 1 or place > n + 1) and not (n == 0 and place == 0) then
    error("bad argument to 'remove' (position out of bounds)", 2)
  end
  local value = t[place]
  for i = place, n - 1 do t[i] = t[i + 1] end
  if place <= n then t[n] = nil end
  return value
end

function table.move(a, first, last, to, b)
  b = b or a
  if last >= first then
    if to > last or to <= first or a ~= b then
      for i = 0, last - first do b[to + i] = a[first + i] end
    else
      for i = last - first, 0, -1 do b[to + i] = a[first + i] end
    end
  end
  return b
end

local function less(a, b) return a < b end

function table.sort(t, before)
  local n = list(t, 'sort')
  before = before or less
  local from, to = t, {}
  local width = 1
  while width < n do
    for low = 1, n, 2 * width do
      local middle, high = low + width, low + 2 * width
      if middle > n + 1 then middle = n + 1 end
      if high > n + 1 then high = n + 1 end
      local left, right = low, middle
      for k = low, high - 1 do
        if left < middle and (right >= high or not before(from[right], from[left])) then
          to[k] = from[left]
          left = left + 1
        else
          to[k] = from[right]
          right = right + 1
        end
      end
    end
    from, to = to, from
    width = 2 * width
  end
  if from ~= t then for i = 1, n do t[i] = from[i] end end
end

return table
)lua";

int concat(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  size_t separator_size = 0;
  const char* separator = luaL_optlstring(lua, 2, "", &separator_size);
  const auto length = static_cast<lua_Integer>(lua_rawlen(lua, 1));
  const lua_Integer first = luaL_optinteger(lua, 3, 1);
  const lua_Integer last = luaL_optinteger(lua, 4, length);
  State& state = State::of(lua);
  luaL_Buffer out;
  luaL_buffinit(lua, &out);
  for (lua_Integer i = first; i <= last; ++i) {
    if ((i - first) % 256 == 0) state.check_time(lua);
    lua_rawgeti(lua, 1, i);
    if (lua_isstring(lua, -1) == 0)
      return luaL_error(lua, "invalid value (a %s) at index %I in table for 'concat'", luaL_typename(lua, -1),
                        static_cast<LUAI_UACINT>(i));
    luaL_addvalue(&out);
    if (i == last) break;
    luaL_addlstring(&out, separator, separator_size);
  }
  luaL_pushresult(&out);
  return 1;
}

int unpack(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  const lua_Integer first = luaL_optinteger(lua, 2, 1);
  const lua_Integer last = luaL_optinteger(lua, 3, static_cast<lua_Integer>(lua_rawlen(lua, 1)));
  if (first > last) return 0;
  if (static_cast<lua_Unsigned>(last) - static_cast<lua_Unsigned>(first) >= static_cast<lua_Unsigned>(most_values))
    return luaL_error(lua, "too many results to unpack");
  const int count = static_cast<int>(last - first) + 1;
  luaL_checkstack(lua, count, "too many results to unpack");
  for (int i = 0; i < count; ++i) lua_rawgeti(lua, 1, first + i);
  return count;
}

}  // namespace

void push_table_library(lua_State* lua) {
  if (luaL_loadbufferx(lua, in_lua.data(), in_lua.size(), "=table", "t") != LUA_OK) lua_error(lua);
  lua_getglobal(lua, "error");
  lua_getglobal(lua, "type");
  lua_getglobal(lua, "select");
  lua_call(lua, 3, 1);
  constexpr luaL_Reg functions[] = {{"concat", concat}, {"unpack", unpack}, {nullptr, nullptr}};
  luaL_setfuncs(lua, functions, 0);
}

}  // namespace veza::policy
