#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "site.h"

using namespace veza::policy;
using veza::base::Json;
using veza::policy::test::Site;

BOOST_AUTO_TEST_SUITE(policy_reload)

BOOST_AUTO_TEST_CASE(a_bad_script_leaves_the_running_ones) {
  Site site;
  site.run_is("return policy.deny('first')");
  const std::vector<std::pair<const char*, const char*>> bad{
      {"policy.hook{", "hooks/other.lua:1:"},
      {"error('no')", "no"},
      {"error({})", "other.lua"},
      {"policy.hook{ name = 'test.hook' }", "run must be a function"},
      {"policy.hook{ name = 'nodots', run = type }", "must be a hook's"},
      {"policy.hook{ name = 'test.hook', id = 'Not an id', run = type }", "id must be"},
      {"policy.hook{ name = 'test.hook', priority = 1.5, run = type }", "whole number"},
      {"policy.hook{ name = 'test.hook', prio = 1, run = type }", "not prio"},
      {"policy.hook{ name = 'test.hook', id = 'script', run = type }", "another hook has the id 'script'"},
      {"policy.hook()", "table expected"},
  };
  for (const auto& [text, expected] : bad) {
    site.write("other", text);
    const auto loaded = site.engine().reload();
    BOOST_REQUIRE_MESSAGE(!loaded, text);
    BOOST_TEST(loaded.error().message.find(expected) != std::string::npos, loaded.error().message);
    BOOST_TEST(site.ask().reason == "first");
  }
  site.write("other", "");
  BOOST_TEST(site.load().scripts == 1U);
}

BOOST_AUTO_TEST_CASE(scripts_that_never_loaded_are_failures_not_permission) {
  Site site;
  BOOST_REQUIRE(site.engine().declare({.name = "test.open", .on_failure = OnFailure::allow}));
  BOOST_REQUIRE(site.engine().declare(
      {.name = "test.held", .on_failure = OnFailure::hold, .fault_message = "Uploads are paused."}));
  site.write("broken", "this is not Lua");
  BOOST_TEST(!site.engine().reload());
  const Decision denied = site.ask();
  BOOST_TEST((denied.kind == Decision::Kind::deny));
  BOOST_TEST(denied.reason == "policy_fault");
  BOOST_TEST(denied.fault.find("broken.lua") != std::string::npos, denied.fault);
  const auto held = site.engine().decide("test.held", Json::object());
  BOOST_TEST((held->kind == Decision::Kind::hold));
  BOOST_TEST(held->message == "Uploads are paused.");
  BOOST_TEST((site.engine().decide("test.open", Json::object())->kind == Decision::Kind::allow));
  site.remove("broken");
  site.load();
  BOOST_TEST((site.ask().kind == Decision::Kind::allow));
}

BOOST_AUTO_TEST_CASE(names_and_sizes_of_files_are_checked) {
  Site site;
  site.write("Bad Name", "");
  BOOST_TEST(!site.engine().reload());
  site.remove("Bad Name");
  site.write("hooks/.hidden.lua", "error('not read')");
  site.write("hooks/notes.txt", "not read");
  site.load();
  site.write("large", std::string(300 << 10, '-'));
  BOOST_TEST(!site.engine().reload());
}

BOOST_AUTO_TEST_CASE(a_hook_that_nobody_asks_is_a_warning) {
  Site site;
  site.write("script", "policy.hook{ name='tset.hook', run=function() end }");
  const Loaded loaded = site.load();
  BOOST_REQUIRE(loaded.warnings.size() == 1U);
  BOOST_TEST(loaded.warnings[0].find("tset.hook") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(reloading_under_load_loses_no_decision) {
  Site site;
  site.run_is("return policy.deny('r0')");
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0}, asked{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      while (!stop) {
        const auto decision = site.engine().decide("test.hook", {{"x", 1}});
        if (!decision || decision->kind != Decision::Kind::deny || decision->reason[0] != 'r') ++wrong;
        ++asked;
      }
    });
  for (int i = 1; i <= 40; ++i) {
    site.run_is("return policy.deny('r" + std::to_string(i) + "')");
    if (i % 4 == 0) {
      site.write("broken", "this is not Lua");
      BOOST_TEST(!site.engine().reload());
      site.remove("broken");
    }
    (void)site.engine().describe();
  }
  stop = true;
  threads.clear();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(asked > 0);
  BOOST_TEST(site.ask().reason == "r40");
}

BOOST_AUTO_TEST_SUITE_END()
