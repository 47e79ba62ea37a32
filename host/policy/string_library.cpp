#include "policy/string_library.h"

#include <cstring>

#include "policy/state.h"

namespace veza::policy {
namespace {

std::string_view text_argument(lua_State* lua, int index) {
  size_t size = 0;
  const char* data = luaL_checklstring(lua, index, &size);
  return {data, size};
}

// The manual's start position: from 1, negative from the end; past the end there is none.
std::optional<size_t> start_argument(lua_State* lua, int index, size_t size) {
  const lua_Integer position = luaL_optinteger(lua, index, 1);
  if (position > 0) {
    if (static_cast<lua_Unsigned>(position) > size + 1) return std::nullopt;
    return static_cast<size_t>(position - 1);
  }
  if (position == 0 || position < -static_cast<lua_Integer>(size)) return 0;
  return static_cast<size_t>(static_cast<lua_Integer>(size) + position);
}

bool search(lua_State* lua, const Pattern& pattern, std::string_view subject, size_t from, Pattern::Found& found) {
  State& state = State::of(lua);
  const Pattern::Interrupt interrupt{[](void* self) { return static_cast<State*>(self)->out_of_time(); }, &state};
  const auto outcome = pattern.search(subject, from, found, interrupt);
  if (outcome == Pattern::Outcome::stopped) State::raise_deadline(lua);
  return outcome == Pattern::Outcome::found;
}

void push_capture(lua_State* lua, std::string_view subject, const Pattern::Found& found, int number) {
  if (number >= found.capture_count) {
    if (number != 0) luaL_error(lua, "invalid capture index %%%d", number + 1);
    lua_pushlstring(lua, subject.data() + found.start, found.end - found.start);
    return;
  }
  const auto& capture = found.captures[static_cast<size_t>(number)];
  if (capture.position)
    lua_pushinteger(lua, static_cast<lua_Integer>(capture.start + 1));
  else
    lua_pushlstring(lua, subject.data() + capture.start, capture.size);
}

// All captures, or the whole match when the pattern has none and `whole` is wanted.
int push_captures(lua_State* lua, std::string_view subject, const Pattern::Found& found, bool whole) {
  const int count = found.capture_count == 0 && whole ? 1 : found.capture_count;
  luaL_checkstack(lua, count, "too many captures");
  for (int i = 0; i < count; ++i) push_capture(lua, subject, found, i);
  return count;
}

bool has_no_specials(std::string_view pattern) { return pattern.find_first_of("^$*+?.([%-") == std::string_view::npos; }

int find_or_match(lua_State* lua, bool find) {
  const std::string_view subject = text_argument(lua, 1);
  const std::string_view text = text_argument(lua, 2);
  State& state = State::of(lua);
  state.check_time(lua);
  const auto from = start_argument(lua, 3, subject.size());
  if (!from) {
    lua_pushnil(lua);
    return 1;
  }
  if (find && (lua_toboolean(lua, 4) != 0 || has_no_specials(text))) {
    // memmem is linear (two-way search), and a text has at most Limits::block bytes.
    const void* hit = memmem(subject.data() + *from, subject.size() - *from, text.data(), text.size());
    if (hit == nullptr) {
      lua_pushnil(lua);
      return 1;
    }
    const auto at = static_cast<size_t>(static_cast<const char*>(hit) - subject.data());
    lua_pushinteger(lua, static_cast<lua_Integer>(at + 1));
    lua_pushinteger(lua, static_cast<lua_Integer>(at + text.size()));
    return 2;
  }
  Pattern::Found found;
  if (!search(lua, state.pattern(lua, text, true), subject, *from, found)) {
    lua_pushnil(lua);
    return 1;
  }
  if (!find) return push_captures(lua, subject, found, true);
  lua_pushinteger(lua, static_cast<lua_Integer>(found.start + 1));
  lua_pushinteger(lua, static_cast<lua_Integer>(found.end));
  return 2 + push_captures(lua, subject, found, false);
}

int find(lua_State* lua) { return find_or_match(lua, true); }
int match(lua_State* lua) { return find_or_match(lua, false); }

// Upvalues: subject, pattern, where to go on, where the last match ended (-1: none).
int next_match(lua_State* lua) {
  const std::string_view subject = text_argument(lua, lua_upvalueindex(1));
  const std::string_view text = text_argument(lua, lua_upvalueindex(2));
  auto from = static_cast<size_t>(lua_tointeger(lua, lua_upvalueindex(3)));
  const lua_Integer last_end = lua_tointeger(lua, lua_upvalueindex(4));
  const Pattern& pattern = State::of(lua).pattern(lua, text, false);
  Pattern::Found found;
  while (from <= subject.size() && search(lua, pattern, subject, from, found)) {
    // An empty match right where the last one ended is the same place again.
    if (found.start == found.end && static_cast<lua_Integer>(found.end) == last_end) {
      from = found.start + 1;
      continue;
    }
    lua_pushinteger(lua, static_cast<lua_Integer>(found.end));
    lua_pushvalue(lua, -1);
    lua_replace(lua, lua_upvalueindex(3));
    lua_replace(lua, lua_upvalueindex(4));
    return push_captures(lua, subject, found, true);
  }
  return 0;
}

int gmatch(lua_State* lua) {
  const std::string_view subject = text_argument(lua, 1);
  text_argument(lua, 2);
  const size_t from = start_argument(lua, 3, subject.size()).value_or(subject.size() + 1);
  lua_settop(lua, 2);
  lua_pushinteger(lua, static_cast<lua_Integer>(from));
  lua_pushinteger(lua, -1);
  lua_pushcclosure(lua, next_match, 4);
  return 1;
}

void add_replacement_text(lua_State* lua, luaL_Buffer* out, std::string_view subject, const Pattern::Found& found,
                          std::string_view replacement) {
  for (size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != '%') {
      luaL_addchar(out, replacement[i]);
      continue;
    }
    const char c = ++i < replacement.size() ? replacement[i] : '\0';
    if (c == '%') {
      luaL_addchar(out, '%');
    } else if (c == '0') {
      luaL_addlstring(out, subject.data() + found.start, found.end - found.start);
    } else if (c >= '1' && c <= '9') {
      push_capture(lua, subject, found, c - '1');
      luaL_tolstring(lua, -1, nullptr);
      lua_remove(lua, -2);
      luaL_addvalue(out);
    } else {
      luaL_error(lua, "invalid use of '%%' in replacement string");
    }
  }
}

void add_replacement(lua_State* lua, luaL_Buffer* out, std::string_view subject, const Pattern::Found& found,
                     int type) {
  const std::string_view whole = subject.substr(found.start, found.end - found.start);
  if (type == LUA_TFUNCTION) {
    lua_pushvalue(lua, 3);
    lua_call(lua, push_captures(lua, subject, found, true), 1);
  } else if (type == LUA_TTABLE) {
    push_capture(lua, subject, found, 0);
    lua_gettable(lua, 3);
  } else {
    add_replacement_text(lua, out, subject, found, text_argument(lua, 3));
    return;
  }
  if (lua_toboolean(lua, -1) == 0) {
    lua_pop(lua, 1);
    luaL_addlstring(out, whole.data(), whole.size());
  } else if (lua_isstring(lua, -1) == 0) {
    luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
  } else {
    luaL_addvalue(out);
  }
}

int gsub(lua_State* lua) {
  const std::string_view subject = text_argument(lua, 1);
  const std::string text(text_argument(lua, 2));
  const int type = lua_type(lua, 3);
  luaL_argexpected(lua, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                   "string/function/table");
  const lua_Integer most = luaL_optinteger(lua, 4, static_cast<lua_Integer>(subject.size() + 1));
  State& state = State::of(lua);
  // A copy: a replacing function may use so many patterns that the kept one is dropped.
  const Pattern pattern = state.pattern(lua, text, true);
  lua_Integer count = 0;
  size_t at = 0;
  std::optional<size_t> last_end;
  luaL_Buffer out;
  luaL_buffinit(lua, &out);
  Pattern::Found found;
  while (count < most && at <= subject.size() && search(lua, pattern, subject, at, found)) {
    luaL_addlstring(&out, subject.data() + at, found.start - at);
    at = found.start;
    if (found.start != found.end || last_end != found.end) {
      state.check_time(lua);
      ++count;
      add_replacement(lua, &out, subject, found, type);
      at = found.end;
      last_end = found.end;
    } else if (at < subject.size()) {
      luaL_addchar(&out, subject[at]);
      ++at;
    } else {
      break;
    }
    if (pattern.anchored()) break;
  }
  if (at < subject.size()) luaL_addlstring(&out, subject.data() + at, subject.size() - at);
  luaL_pushresult(&out);
  lua_pushinteger(lua, count);
  return 2;
}

int rep(lua_State* lua) {
  const std::string_view piece = text_argument(lua, 1);
  const lua_Integer count = luaL_checkinteger(lua, 2);
  size_t separator_size = 0;
  const char* separator = luaL_optlstring(lua, 3, "", &separator_size);
  State::of(lua).check_time(lua);
  // Nothing, however often: Lua's own rep would count all the way.
  if (count <= 0 || piece.size() + separator_size == 0) {
    lua_pushliteral(lua, "");
    return 1;
  }
  constexpr size_t most = 1U << 20;
  if (static_cast<lua_Unsigned>(count) > most / (piece.size() + separator_size) + 1)
    return luaL_error(lua, "resulting string too large");
  luaL_Buffer out;
  luaL_buffinit(lua, &out);
  for (lua_Integer i = 0; i < count; ++i) {
    if (i > 0) luaL_addlstring(&out, separator, separator_size);
    luaL_addlstring(&out, piece.data(), piece.size());
  }
  luaL_pushresult(&out);
  return 1;
}

}  // namespace

void add_string_functions(lua_State* lua) {
  constexpr luaL_Reg functions[] = {{"find", find}, {"match", match}, {"gmatch", gmatch},
                                    {"gsub", gsub}, {"rep", rep},     {nullptr, nullptr}};
  luaL_setfuncs(lua, functions, 0);
}

}  // namespace veza::policy
