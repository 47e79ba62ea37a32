#include "policy/watcher.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <thread>

#include "site.h"

using namespace veza::policy;
using veza::policy::test::Site;

namespace {

bool becomes(Site& site, const std::string& reason) {
  for (int i = 0; i < 1000; ++i) {
    if (site.ask().reason == reason) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

std::string denying(const std::string& reason) {
  return "policy.hook{ name='test.hook', id='w', run=function() return policy.deny('" + reason + "') end }";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_watcher)

BOOST_AUTO_TEST_CASE(changes_take_effect_by_themselves) {
  Site site;
  const auto watcher = Watcher::start(site.dir(), [&] { (void)site.engine().reload(); });
  BOOST_REQUIRE(watcher);
  // The folder hooks/ itself appears only now.
  site.write("w", denying("one"));
  BOOST_TEST(becomes(site, "one"));
  site.write("w", denying("two"));
  BOOST_TEST(becomes(site, "two"));
  // The way editors save: a new file renamed over the old one.
  site.write("hooks/w.lua.tmp", denying("three"));
  std::filesystem::rename(site.dir() + "/hooks/w.lua.tmp", site.dir() + "/hooks/w.lua");
  BOOST_TEST(becomes(site, "three"));
  site.remove("w");
  BOOST_TEST(becomes(site, ""));
}

BOOST_AUTO_TEST_SUITE_END()
