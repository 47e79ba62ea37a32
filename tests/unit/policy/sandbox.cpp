// What scripts can reach, and what they cannot.
#include <boost/test/unit_test.hpp>

#include "site.h"

using namespace veza::policy;
using veza::policy::test::Site;

BOOST_AUTO_TEST_SUITE(policy_sandbox)

BOOST_AUTO_TEST_CASE(nothing_leads_out) {
  const std::vector<const char*> absent{
      "io",
      "os",
      "debug",
      "package",
      "load",
      "loadstring",
      "loadfile",
      "dofile",
      "collectgarbage",
      "rawset",
      "coroutine",
      "print",
      "warn",
      "_G",
      "string.dump",
      "string.pack",
      "string.unpack",
      "math.random",
      "math.randomseed",
      "require('io')",
      "require('os')",
      "require('debug')",
      "require('string')",
      "require('../hooks/script')",
      "require('/etc/passwd')",
      "require('')",
      "require('a\\0b')",
      "require(nil)",
      "getmetatable('')",
      "getmetatable('').__index",
      "getmetatable(string)",
      "getmetatable(_ENV)",
      "getmetatable(policy)",
      "getmetatable(q)",
      "getmetatable(ctx)",
      "_ENV._G",
      "_ENV.load",
      "ctx.os",
      "ctx.state",
      "policy.load",
      "next(_ENV)",
      "next(string)",
      "select(2, pairs(string)).format",
      "setmetatable(string, {})",
      "setmetatable(_ENV, {})",
      "setmetatable('', {})",
      "setmetatable({}, { __gc = function() end })",
      "setmetatable({}, { __mode = 'k' })",
      "setmetatable(q, {})",
      "setmetatable(ctx, {})",
      "setmetatable(policy, {})",
  };
  Site site({.failures_to_disable = 1000});
  for (const char* expression : absent) {
    // Nil, false or an error; for select(2, pairs(…)) the frozen view itself, which is no way out either.
    site.run_is(std::string("local ok, value = pcall(function() return ") + expression +
                " end)\nif ok and value and not (type(value) == 'function' and value == string.format) then return "
                "policy.deny('out', type(value)) end");
    const Decision decision = site.ask();
    BOOST_TEST((decision.kind == Decision::Kind::allow),
               std::string(expression) + " → " + decision.message + decision.fault);
  }
}

BOOST_AUTO_TEST_CASE(one_script_cannot_change_what_another_sees) {
  const std::vector<const char*> attempts{
      "string.format = function() return 'evil' end",
      "math.max = nil",
      "table.insert(string, 'x')",
      "table.move({1}, 1, 1, 1, string)",
      "policy.deny = policy.allow",
      "_ENV.type = 1 error('shadowed only for itself')",
      "for _, value in pairs(string) do if type(value) == 'table' then value.x = 1 end end error('nothing to change')",
      "local _, real = pairs(string) real.format = nil",
      "local f, s, k = pairs(policy) s.deny = nil",
      "getmetatable('').__index = {}",
      "local lib = require('shared') lib.x = 2",
      "policy.deny('x').kind.x = 1",
  };
  for (const char* attempt : attempts) {
    Site site;
    site.write("lib/shared.lua", "return { x = 1 }");
    site.write("bad", attempt);
    site.write("good", "policy.hook{ name='test.hook', run=function() return policy.allow() end }");
    const auto loaded = site.engine().reload();
    BOOST_TEST(!loaded, attempt);
  }
  // A script's own globals are its own.
  Site site;
  site.write("a", "type = nil string = nil shared = 1");
  site.write("b",
             "assert(type and string and shared == nil) policy.hook{ name='test.hook', id='b', run=function() return "
             "policy.deny('ok', type(1)) end }");
  site.load();
  BOOST_TEST(site.ask().message == "number");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_in_globals_between_calls) {
  Site site;
  site.write(
      "script",
      "count = 0\npolicy.hook{ name='test.hook', id='x', run=function()\n"
      "local ok, why = pcall(function() count = count + 1 end)\nreturn policy.deny('x', tostring(ok) .. count) end }");
  site.load();
  BOOST_TEST(site.ask().message == "false0");
  BOOST_TEST(site.ask().message == "false0");
}

BOOST_AUTO_TEST_CASE(bytecode_is_refused) {
  Site site;
  // The head of a precompiled chunk of Lua 5.4.
  site.write("script", std::string("\x1bLua\x54\x00\x19\x93\r\n\x1a\n", 12) + std::string(60, '\0'));
  const auto loaded = site.engine().reload();
  BOOST_REQUIRE(!loaded);
  BOOST_TEST(loaded.error().message.find("binary chunk") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(libraries_are_there_and_behave) {
  Site site;
  site.run_is(R"(
    local t = { 5, 3, 9, 1 }
    table.sort(t) assert(table.concat(t, ',') == '1,3,5,9')
    table.sort(t, function(a, b) return a > b end) assert(table.concat(t, ',') == '9,5,3,1')
    table.insert(t, 7) table.insert(t, 1, 8) assert(table.concat(t, ',') == '8,9,5,3,1,7')
    assert(table.remove(t) == 7 and table.remove(t, 1) == 8 and #t == 4 and table.remove({}) == nil)
    assert(table.concat(table.move({ 1, 2, 3 }, 2, 3, 1), ',') == '2,3,3')
    assert(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ',') == '1,1,2,3')
    assert(table.pack(1, nil, 3).n == 3 and select('#', table.unpack({ 1, 2, 3 })) == 3)
    assert(not pcall(table.insert, { 1 }, 5, 'x') and not pcall(table.concat, { {} }))
    assert(('a,b,c'):find(',', 1, true) == 2 and ('x'):rep(3, '-') == 'x-x-x' and ('x'):rep(0) == '')
    assert(('hello world'):gsub('o', '0') == 'hell0 w0rld')
    assert(('%d items'):format(3) == '3 items' and #('abc') == 3 and ('abc'):sub(-2) == 'bc')
    assert(('Ab'):upper() == 'AB' and ('Ab'):lower() == 'ab' and ('ab'):reverse() == 'ba' and ('a'):byte() == 97 and string.char(97) == 'a')
    assert(utf8.len('\u{e4}x') == 2 and math.floor(2.7) == 2 and math.maxinteger > 0 and math.type(1) == 'integer')
    local names = {} for name in pairs(math) do names[#names + 1] = name end assert(#names > 20)
    local o = setmetatable({}, { __index = { x = 4 }, __call = function(_, y) return y end }) assert(o.x == 4 and o(5) == 5)
    assert(select(2, pcall(error, 'x')) == 'x' and not pcall(error) and tonumber('0x10') == 16 and tostring(nil) == 'nil')
    local function h(e) return 'handled ' .. tostring(e) end
    assert(select(2, xpcall(error, h, 'x')) == 'handled x' and select(3, xpcall(select, h, 2, 'a', 'b', 'c')) == 'c')
    assert(select('#', xpcall(function() return nil, nil end, h)) == 3 and xpcall(error, error, 'x') == false)
    policy.log('a line')
    return policy.deny('all_well'))");
  const Decision decision = site.ask();
  BOOST_TEST(decision.reason == "all_well", decision.fault);
}

BOOST_AUTO_TEST_CASE(require_reads_lib_only_and_once) {
  Site site;
  site.write("lib/text/words.lua", "local m = { n = 0 } function m.first(s) return s:match('%a+') end return m");
  site.write("lib/top.lua", "local words = require('text.words') return { words = words }");
  site.write("script",
             "local top = require('top') local again = require('top') assert(top == again)\n"
             "policy.hook{ name='test.hook', run=function(q) return policy.deny('x', top.words.first(q.t)) end }");
  site.load();
  BOOST_TEST(site.ask({{"t", "12 apples"}}).message == "apples");
  site.write("lib/a.lua", "require('b')");
  site.write("lib/b.lua", "require('a')");
  site.write("script", "require('a')");
  const auto circle = site.engine().reload();
  BOOST_REQUIRE(!circle);
  BOOST_TEST(circle.error().message.find("circle") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
