// The matcher against Lua's own, which is the reference.
#include "policy/pattern.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <boost/test/unit_test.hpp>
#include <random>

#include "site.h"

using namespace veza::policy;
using veza::policy::test::Site;

namespace {

class Reference {
 public:
  Reference() : lua_(luaL_newstate()) { luaL_openlibs(lua_); }
  ~Reference() { lua_close(lua_); }
  // All results of string.<function>(subject, pattern, …) as one text; "error" when it fails.
  std::string run(const std::string& function, const std::string& subject, const std::string& pattern,
                  const std::string& extra) {
    const std::string code =
        "local f, s, p, x = ... local function all(ok, ...) if not ok then return 'error' end local o = {} "
        "for i = 1, select('#', ...) do o[i] = tostring((select(i, ...))) end return table.concat(o, '|') end "
        "if f == 'gmatch' then return all(pcall(function() local o = {} for a, b in s:gmatch(p) do o[#o+1] = "
        "tostring(a) .. '/' .. tostring(b) end return table.unpack(o) end)) end "
        "if f == 'gsub' then return all(pcall(string.gsub, s, p, x)) end return all(pcall(string[f], s, p))";
    luaL_loadbufferx(lua_, code.data(), code.size(), "reference", "t");
    for (const std::string& argument : {function, subject, pattern, extra})
      lua_pushlstring(lua_, argument.data(), argument.size());
    BOOST_REQUIRE(lua_pcall(lua_, 4, 1, 0) == LUA_OK);
    size_t size = 0;
    const char* text = lua_tolstring(lua_, -1, &size);
    std::string out(text, size);
    lua_settop(lua_, 0);
    return out;
  }

 private:
  lua_State* lua_;
};

class Ours {
 public:
  Ours() {
    site_.run_is(
        "local function all(ok, ...) if not ok then return 'error' end local o = {} "
        "for i = 1, select('#', ...) do o[i] = tostring((select(i, ...))) end return table.concat(o, '|') end "
        "local f, s, p, x = q.f, q.s, q.p, q.x local r "
        "if f == 'gmatch' then r = all(pcall(function() local o = {} for a, b in s:gmatch(p) do o[#o+1] = tostring(a) "
        ".. '/' .. tostring(b) end return table.unpack(o) end)) "
        "elseif f == 'gsub' then r = all(pcall(string.gsub, s, p, x)) else r = all(pcall(string[f], s, p)) end "
        "return policy.change{ r = r }");
  }
  std::string run(const std::string& function, const std::string& subject, const std::string& pattern,
                  const std::string& extra) {
    const Decision decision = site_.ask({{"f", function}, {"s", subject}, {"p", pattern}, {"x", extra}});
    BOOST_REQUIRE_MESSAGE(decision.fault.empty(), decision.fault);
    return decision.changes.at("r");
  }

 private:
  Site site_;
};

// Whether both gave the same results, and no error.
bool compare(Ours& ours, Reference& lua, const char* function, const std::string& subject, const std::string& pattern,
             const std::string& extra) {
  const std::string expected = lua.run(function, subject, pattern, extra);
  const std::string got = ours.run(function, subject, pattern, extra);
  // Lua finds a fault of the pattern when it gets there, we before we begin.
  const bool malformed = !Pattern::compile(pattern, function != std::string_view("gmatch"));
  BOOST_TEST((got == expected || (got == "error" && malformed)),
             std::string(function) + " '" + subject + "' '" + pattern + "': " + got + ", not " + expected);
  return got == expected && got != "error";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_pattern)

BOOST_AUTO_TEST_CASE(agrees_with_lua_on_a_table) {
  const std::vector<std::pair<std::string, std::string>> cases{{"hello world", "o w"},
                                                               {"hello world", "(h)(e)(.)"},
                                                               {"key = value", "^(%w+)%s*=%s*(%w+)$"},
                                                               {"", ""},
                                                               {"abc", ""},
                                                               {"abc", "b*"},
                                                               {"aaa", "a-"},
                                                               {"aaa", "a-$"},
                                                               {"aXb", "%u"},
                                                               {"x]y", "[]]"},
                                                               {"x]y", "[^]]"},
                                                               {"a-b", "[a-]"},
                                                               {"a-z", "[%a-z]"},
                                                               {"f(a(b)c)d", "%b()"},
                                                               {"THE (quick) fox", "%f[%a]%a+"},
                                                               {"THE (quick) fox", "%f[%A]"},
                                                               {"abab", "(ab)%1"},
                                                               {"abc", "()b()"},
                                                               {"a.b", "%."},
                                                               {"a%b", "%%"},
                                                               {"abc", "["},
                                                               {"abc", "[a"},
                                                               {"abc", "%"},
                                                               {"abc", "("},
                                                               {"abc", ")"},
                                                               {"abc", "%1"},
                                                               {"abc", "(%1)"},
                                                               {"abc", "%b"},
                                                               {"abc", "%f"},
                                                               {"abc", "[^"},
                                                               {"abc", "[%"},
                                                               {"a$b", "$b"},
                                                               {"a^b", "a^"},
                                                               {"^a", "%^a"},
                                                               {"abc", "^b"},
                                                               {"abc", "a?b?c?d?"},
                                                               {"  trim  ", "^%s*(.-)%s*$"},
                                                               {"2026-11-21", "(%d+)-(%d+)-(%d+)"},
                                                               {"x", "*x"},
                                                               {"*x", "*x"},
                                                               {"+", "+"},
                                                               {"a", "a*a"},
                                                               {"aab", "a+b"},
                                                               {"ab", "()"},
                                                               {"\x7f\x01", "%c+"},
                                                               {"Ab1_", "%w+"},
                                                               {"Ab1_", "%W"},
                                                               {"g!", "%p"},
                                                               {"ffz", "%x+"},
                                                               {"abc", "[c-a]"},
                                                               {"abc", "."},
                                                               {"a\nb", "a.b"},
                                                               {"aaab", "(a*(.)%w(%s*))"},
                                                               {"alo", "(((a)))"},
                                                               {"%d", "[%%]"},
                                                               {"x^y", "[x^]+"},
                                                               {"ab", "(a)(b)%2"},
                                                               {"abb", "(a)(b)%2"},
                                                               {"abc", "%g+"},
                                                               {"a b", "%G"},
                                                               {"k", "%k"}};
  Reference lua;
  Ours ours;
  for (const auto& [subject, pattern] : cases)
    for (const char* function : {"find", "match", "gmatch", "gsub"})
      for (const char* extra : {"<%0>", "%1", "%%"}) {
        compare(ours, lua, function, subject, pattern, extra);
        if (std::string_view(function) != "gsub") break;
      }
}

BOOST_AUTO_TEST_CASE(agrees_with_lua_on_random_patterns) {
  std::mt19937 random(20261121);
  const std::vector<std::string> pieces{"a",     "b",  ".",  "%a",     "%d", "[ab]", "[^a]", "a*",
                                        "b+",    ".-", "a?", "(",      ")",  "()",   "%1",   "%b()",
                                        "%f[a]", "^",  "$",  "[a-c]*", "%",  "]",    "-",    "*"};
  Reference lua;
  Ours ours;
  int agreed = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string pattern, subject;
    for (unsigned i = random() % 6; i > 0; --i) pattern += pieces[random() % pieces.size()];
    for (unsigned i = random() % 10; i > 0; --i) subject += "ab1()c"[random() % 6];
    for (const char* function : {"find", "match", "gmatch", "gsub"}) {
      agreed += compare(ours, lua, function, subject, pattern, "[%0]") ? 1 : 0;
    }
  }
  BOOST_TEST(agreed > 4000);
}

BOOST_AUTO_TEST_CASE(matching_can_be_stopped) {
  const auto pattern = Pattern::compile("a*a*a*a*a*a*a*a*b", true);
  BOOST_REQUIRE(pattern);
  int asked = 0;
  const Pattern::Interrupt interrupt{[](void* self) { return ++*static_cast<int*>(self) == 3; }, &asked};
  Pattern::Found found;
  BOOST_TEST((pattern->search(std::string(5000, 'a'), 0, found, interrupt) == Pattern::Outcome::stopped));
  BOOST_TEST(asked == 3);
}

BOOST_AUTO_TEST_SUITE_END()
