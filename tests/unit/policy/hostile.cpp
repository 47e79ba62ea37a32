// Scripts that try to stay, to grow, or to hang: each ends as a fault, and the next decision is well.
#include <boost/test/unit_test.hpp>

#include "site.h"

using namespace veza::policy;
using veza::policy::test::Site;

namespace {

struct Case {
  const char* what;
  const char* body;
};

const std::vector<Case> endless{
    {"a loop", "while true do end"},
    {"a goto loop", "::again:: goto again"},
    {"a repeat with work", "local x = 0 repeat x = x + 1 until false"},
    {"a loop that catches its end", "while true do pcall(function() while true do end end) end"},
    {"nested catching", "local function f() pcall(f) pcall(f) end while true do pcall(f) end"},
    {"catching with a handler",
     "while true do xpcall(function() while true do end end, function() while true do end end) end"},
    {"a handler that fails", "local function h() error('again') end while true do xpcall(error, h, 'x') end"},
    {"an error in a close variable",
     "while true do pcall(function() local c <close> = setmetatable({}, { __close = function() while true do end end "
     "}) end) end"},
    {"an endless iterator", "for i in function() return 1 end do end"},
    {"an endless metamethod",
     "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) local s = 0 while true do "
     "pcall(function() s = s + t[1] end) end"},
    {"the classic exponential pattern",
     "return policy.deny('x', tostring(string.find(('a'):rep(2000), ('a*'):rep(30) .. 'b')))"},
    {"lazy exponential", "return string.match(('a'):rep(3000), ('.-'):rep(20) .. 'b')"},
    {"greedy optional", "return string.match(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(41))"},
    {"balance at every place", "while true do string.match(('('):rep(100000), '.-%b()') end"},
    {"gsub over and over", "while true do string.gsub(('x'):rep(100000), '.', 'y') end"},
    {"gmatch over and over", "while true do for w in string.gmatch(('x '):rep(50000), '%a+') do end end"},
    {"patterns that are caught", "while true do pcall(string.find, ('a'):rep(2000), ('a*'):rep(30) .. 'b') end"},
    {"nothing, ten to the fifteen times", "local s = ('').rep('', 1e15) while true do end"},
    {"sorting with a disorderly order",
     "local t = {} for i = 1, 3000 do t[i] = i end while true do pcall(table.sort, t, function() return true end) end"},
    {"a length without end", "table.insert(setmetatable({}, { __len = function() return 1 << 60 end }), 1, 'x')"},
    {"moving without end", "table.move(setmetatable({}, { __index = type }), 1, 1 << 60, 2)"},
    {"removing without end",
     "table.remove(setmetatable({}, { __len = function() return 1 << 60 end, __index = type }), 1)"},
    {"sorting without end", "table.sort(setmetatable({}, { __len = function() return 1 << 40 end, __index = type }))"},
    {"copying a large text", "local s = ('x'):rep(1000000) while true do local t = s .. 'y' end"},
    {"upper case of a large text", "local s = ('x'):rep(1000000) while true do pcall(string.upper, s) end"},
    {"counting a large text", "local s = ('x'):rep(1000000) while true do utf8.len(s) end"},
    {"formatting", "local s = ('x'):rep(1000000) while true do pcall(string.format, '%q', s) end"},
    {"comparing large texts",
     "local a, b = ('x'):rep(1000000) .. 'a', ('x'):rep(1000000) .. 'b' while true do local c = a < b end"},
    {"asking the question without end", "while true do local x = q.a end"},
};

const std::vector<Case> growing{
    {"doubling a text", "local s = 'x' while true do s = s .. s end"},
    {"a large repetition", "return ('x'):rep(1 << 40)"},
    {"a repetition with a separator", "return ('x'):rep(1 << 20, ('y'):rep(1000))"},
    {"a growing list", "local t = {} while true do t[#t + 1] = {} end"},
    {"growing, caught",
     "local t = {} while true do pcall(function() while true do t[#t + 1] = ('x'):rep(1000) .. #t end end) end"},
    {"a large concatenation", "local t = {} for i = 1, 2000 do t[i] = ('x'):rep(1000) end return table.concat(t)"},
    {"a large replacement", "return (('x'):rep(100000):gsub('x', ('y'):rep(100)))"},
    {"deep recursion", "local function f(n) return 1 + f(n + 1) end return f(1)"},
    {"deep recursion through a metamethod",
     "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end return t.x"},
    {"deep recursion through gsub", "local function f(s) return (s:gsub('.', f)) end return f('x')"},
    {"many arguments", "return select('#', table.unpack({}, 1, 1e7))"},
    {"a large format", "return string.format(('%99d'):rep(20000), 1)"},
    {"deep patterns", "return string.find('x', ('('):rep(100) .. 'x' .. (')'):rep(100))"},
    {"a very long pattern", "return string.find('x', ('x?'):rep(10000))"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_hostile)

BOOST_AUTO_TEST_CASE(endless_scripts_end_at_their_deadline) {
  Site site({.limits = {.deadline_us = 20'000}, .failures_to_disable = 1000});
  for (const Case& c : endless) {
    BOOST_TEST_MESSAGE(c.what);
    site.run_is(c.body);
    const Decision decision = site.ask({{"a", 1}});
    BOOST_TEST(decision.reason == "policy_fault", c.what);
    const bool as_expected = decision.fault.find("too long") != std::string::npos ||
                             decision.fault.find("memory") != std::string::npos ||
                             decision.fault.find("error") != std::string::npos;
    BOOST_TEST(as_expected, std::string(c.what) + ": " + decision.fault);
  }
  site.run_is("return policy.allow()");
  BOOST_TEST(site.ask().reason.empty());
}

BOOST_AUTO_TEST_CASE(growing_scripts_meet_the_cap) {
  Site site({.limits = {.deadline_us = 20'000}, .failures_to_disable = 1000});
  for (const Case& c : growing) {
    BOOST_TEST_MESSAGE(c.what);
    site.run_is(c.body);
    const Decision decision = site.ask();
    BOOST_TEST(decision.reason == "policy_fault", c.what);
    BOOST_TEST(!decision.fault.empty(), c.what);
  }
  site.run_is("return policy.allow()");
  BOOST_TEST(site.ask().reason.empty());
}

BOOST_AUTO_TEST_CASE(a_body_that_never_ends_does_not_load) {
  Site site({.limits = {.load_deadline_us = 20'000}});
  for (const char* body : {"while true do end", "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
                           "while true do pcall(function() while true do end end) end"}) {
    site.write("script", body);
    const auto loaded = site.engine().reload();
    BOOST_REQUIRE(!loaded);
    BOOST_TEST(loaded.error().message.find("script") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
