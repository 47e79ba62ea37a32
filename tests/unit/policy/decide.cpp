#include <boost/test/unit_test.hpp>

#include "site.h"

using namespace veza::policy;
using veza::base::Json;
using veza::policy::test::Site;
using Kind = Decision::Kind;

BOOST_AUTO_TEST_SUITE(policy_decide)

BOOST_AUTO_TEST_CASE(without_scripts_everything_is_allowed) {
  Site site;
  BOOST_TEST((site.ask().kind == Kind::allow));
  BOOST_TEST(!site.engine().reload());  // not even a folder of scripts: named wrongly, perhaps
  BOOST_TEST((site.ask().kind == Kind::deny));
  site.write("hooks/notes.txt", "no script");
  site.load();
  BOOST_TEST((site.ask().kind == Kind::allow));
  BOOST_TEST(site.ask().script.empty());
  std::filesystem::remove_all(site.dir() + "/hooks");
  BOOST_TEST(!site.engine().reload());
}

BOOST_AUTO_TEST_CASE(each_kind_of_opinion) {
  Site site;
  site.run_is(
      "if q.want == 'deny' then return policy.deny('too_large', 'Too large.') end\n"
      "if q.want == 'hold' then return policy.hold('newcomer') end\n"
      "if q.want == 'allow' then return policy.allow() end\n"
      "if q.want == 'change' then return policy.change{ title = 'x', list = {1, 2, {a = true}}, nested = q.nested } "
      "end");
  const Decision deny = site.ask({{"want", "deny"}});
  BOOST_TEST((deny.kind == Kind::deny));
  BOOST_TEST(deny.reason == "too_large");
  BOOST_TEST(deny.message == "Too large.");
  BOOST_TEST(deny.script == "script");
  BOOST_TEST(to_json(deny) == Json({{"kind", "deny"}, {"reason", "too_large"}, {"message", "Too large."}}));
  BOOST_TEST((site.ask({{"want", "hold"}}).kind == Kind::hold));
  BOOST_TEST((site.ask({{"want", "allow"}}).kind == Kind::allow));
  BOOST_TEST((site.ask({{"want", "nothing"}}).kind == Kind::allow));
  const Decision change = site.ask({{"want", "change"}, {"nested", {{"b", Json::array({1, "two"})}}}});
  BOOST_TEST((change.kind == Kind::change));
  BOOST_TEST(change.changes == Json::parse(R"({"title":"x","list":[1,2,{"a":true}],"nested":{"b":[1,"two"]}})"));
}

BOOST_AUTO_TEST_CASE(higher_priority_is_asked_first_and_an_opinion_ends_it) {
  Site site;
  site.write("a",
             "policy.hook{ name='test.hook', id='low', priority=1, run=function() return policy.deny('low') end }");
  site.write("b",
             "policy.hook{ name='test.hook', id='high', priority=90, run=function(q) if q.x then return policy.allow() "
             "end end }");
  site.load();
  BOOST_TEST(site.ask().reason == "low");
  BOOST_TEST((site.ask({{"x", true}}).kind == Kind::allow));
}

BOOST_AUTO_TEST_CASE(changes_are_seen_by_those_asked_later) {
  Site site;
  site.write("a",
             "policy.hook{ name='test.hook', id='first', priority=90, run=function() return policy.change{ "
             "title='one', a=1 } end }");
  site.write("b",
             "policy.hook{ name='test.hook', id='second', run=function(q) return policy.change{ title=q.title .. ' "
             "two' } end }");
  site.load();
  const Decision decision = site.ask({{"title", "zero"}});
  BOOST_TEST(decision.changes == Json({{"title", "one two"}, {"a", 1}}));
  BOOST_TEST(decision.script == "second");
}

BOOST_AUTO_TEST_CASE(the_question_reads_like_lua_tables) {
  Site site;
  site.run_is(R"(
    assert(q.user.name == 'Ann' and q.user.age == 30 and q.user.ratio == 0.5 and q.user.admin == false)
    assert(q.missing == nil and q.user.null == nil and q.list[4] == nil and q.list[0] == nil and q.list.x == nil)
    assert(#q.list == 3 and q.list[1] == 'a' and q.list[3].deep[1] == 7)
    local names, sum = {}, 0
    for name in pairs(q.user) do names[#names + 1] = name end
    table.sort(names)
    for i, value in ipairs(q.list) do sum = sum + i end
    local seen = 0
    for i, value in pairs(q.list) do seen = seen + i end
    return policy.deny('ok', table.concat(names, ',') .. ' ' .. sum .. ' ' .. seen))");
  const auto input = Json::parse(
      R"({"user":{"name":"Ann","age":30,"ratio":0.5,"admin":false,"null":null},"list":["a","b",{"deep":[7]}]})");
  BOOST_TEST(site.ask(input).message == "admin,age,name,null,ratio 6 6");
}

BOOST_AUTO_TEST_CASE(the_question_cannot_be_written_or_kept) {
  Site site;
  site.run_is("q.title = 'x'");
  BOOST_TEST(site.ask({{"title", "a"}}).fault.find("read-only") != std::string::npos);
  site.run_is("rawset(q, 'title', 'x')");
  BOOST_TEST(site.ask().reason == "policy_fault");
  site.write("script",
             "local kept\npolicy.hook{ name='test.hook', id='script', run=function(q)\n"
             "if kept then return policy.deny('kept', tostring(kept.inner.x)) end kept = q end }");
  site.load();
  site.ask({{"inner", {{"x", 1}}}});
  BOOST_TEST(site.ask().fault.find("is over") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(moment_and_chance_can_be_given) {
  Site site;
  site.run_is("return policy.deny('x', ctx.now .. ' ' .. ctx.random(1000000) .. ' ' .. ctx.random(5, 5))");
  const Decision first = site.ask(Json::object(), {.now_ms = 1234, .seed = 99});
  BOOST_TEST(first.message.starts_with("1234 "));
  BOOST_TEST(first.message.ends_with(" 5"));
  BOOST_TEST(site.ask(Json::object(), {.now_ms = 1234, .seed = 99}).message == first.message);
  BOOST_TEST(site.ask(Json::object(), {.now_ms = 1234, .seed = 98}).message != first.message);
  site.run_is("local x = ctx.random() return policy.deny('x', tostring(x >= 0 and x < 1 and math.type(x)))");
  BOOST_TEST(site.ask().message == "float");
}

BOOST_AUTO_TEST_CASE(wrong_results_are_faults) {
  const std::vector<std::pair<const char*, const char*>> table{
      {"return true", "not a boolean"},
      {"return 'deny'", "not a string"},
      {"return { kind = 'allow' }", "not a table"},
      {"return q", "not a userdata"},
      {"return policy.deny()", "string expected"},
      {"return policy.deny('Not A Code')", "must be a code"},
      {"return policy.deny('ok', {})", "string expected"},
      {"return policy.change()", "table expected"},
      {"return policy.change{ f = print or type }", "function cannot be a value"},
      {"return policy.change{ 1, 2 }", "table with names"},
      {"return policy.change{ a = { 1, x = 2 } }", "either a list or has names"},
      {"return policy.change{ [true] = 1 }", "names must be texts"},
      {"return policy.change{ a = 0/0 }", "not finite"},
      {"return policy.change{ a = '\\xff' }", "UTF-8"},
      {"local t = {} t.t = t return policy.change(t)", "too deeply"},
      {"local t = {} for i = 1, 6000 do t['k' .. i] = i end return policy.change(t)", "too many values"},
      {"return policy.deny('x', ('m'):rep(501))", "at most 500 bytes"},
      {"local d = policy.deny('x') d.reason = {} return d", "must be a text"},
      {"error('broken')", "broken"},
      {"error({})", "is no text but a table"},
      {"error(nil)", "is no text but a nil"},
      {"error(setmetatable({}, { __tostring = function() while true do end end }))", "is no text but a table"},
      {"return nil + 1", "arithmetic"},
      {"return policy.hook{ name = 'test.hook', run = function() end }", "at the top of a script"},
      {"undefined_function()", "undefined_function"},
      {"counter = 1", "read-only"},
  };
  Site site({.failures_to_disable = 1000});
  for (const auto& [body, expected] : table) {
    site.run_is(body);
    const Decision decision = site.ask();
    BOOST_TEST((decision.kind == Kind::deny), body);
    BOOST_TEST(decision.reason == "policy_fault", body);
    BOOST_TEST(decision.fault.find(expected) != std::string::npos, std::string(body) + " → " + decision.fault);
  }
}

BOOST_AUTO_TEST_CASE(a_failure_means_what_the_hook_says) {
  Site site;
  BOOST_REQUIRE(site.engine().declare({.name = "soft.hook", .on_failure = OnFailure::allow}));
  BOOST_REQUIRE(
      site.engine().declare({.name = "held.hook", .on_failure = OnFailure::hold, .fault_message = "Paused."}));
  site.write("a",
             "policy.hook{ name='soft.hook', id='a', priority=60, run=function() error('no') end }\n"
             "policy.hook{ name='soft.hook', id='b', run=function() return policy.deny('later') end }\n"
             "policy.hook{ name='held.hook', id='c', run=function() error('no') end }");
  site.load();
  // The one that failed has no opinion; the next one is still asked.
  BOOST_TEST(site.engine().decide("soft.hook", Json::object())->reason == "later");
  const Decision held = *site.engine().decide("held.hook", Json::object());
  BOOST_TEST((held.kind == Kind::hold));
  BOOST_TEST(held.message == "Paused.");
}

BOOST_AUTO_TEST_CASE(a_script_that_keeps_failing_is_no_longer_run) {
  Site site({.failures_to_disable = 3});
  site.run_is("if q.fail then error('broken') end return policy.allow()");
  for (int i = 0; i < 2; ++i) site.ask({{"fail", true}});
  BOOST_TEST((site.ask().kind == Kind::allow));  // a success in between begins the count anew
  for (int i = 0; i < 3; ++i) site.ask({{"fail", true}});
  const Decision after = site.ask();
  BOOST_TEST((after.kind == Kind::deny));
  BOOST_TEST(after.fault.find("disabled") != std::string::npos);
  BOOST_TEST(site.engine().describe()["scripts"][0]["disabled"] == true);
  site.load();
  BOOST_TEST((site.ask().kind == Kind::allow));
}

BOOST_AUTO_TEST_CASE(hooks_are_declared_before_they_are_asked) {
  Site site;
  BOOST_TEST(!site.engine().decide("other.hook", Json::object()));
  BOOST_TEST(!site.engine().decide("test.hook", Json::array()));
  BOOST_TEST(!site.engine().declare({.name = "Bad Name"}));
  BOOST_TEST(!site.engine().declare({.name = "single"}));
  BOOST_REQUIRE(site.engine().declare({.name = "other.hook", .owner = "library"}));
  BOOST_REQUIRE(site.engine().declare({.name = "other.hook", .owner = "library"}));
  const auto taken = site.engine().declare({.name = "other.hook", .owner = "chat"});
  BOOST_REQUIRE(!taken);
  BOOST_TEST(taken.error().message.find("library") != std::string::npos);
  site.engine().remove_owner("library");
  BOOST_TEST(!site.engine().decide("other.hook", Json::object()));
}

BOOST_AUTO_TEST_CASE(the_engine_can_be_off) {
  Site site({.enabled = false});
  site.write("script", "policy.hook{ name='test.hook', run=function() return policy.deny('x') end }");
  site.load();
  BOOST_TEST((site.ask().kind == Kind::allow));
}

BOOST_AUTO_TEST_SUITE_END()
