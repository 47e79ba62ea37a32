#include "identity/setup.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "support.h"

using namespace veza::identity;
using veza::identity::test::good_password;
using veza::identity::test::World;

namespace {

std::string attempt(World& world, const std::string& token, const std::string& name = "root") {
  const auto user = world.identity().setup().complete(token, {name, name + "@example.org", good_password},
                                                      {"192.0.2.7", "Test/1.0", "req-1"});
  return user ? user->role : user.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_setup)

BOOST_AUTO_TEST_CASE(the_link_makes_one_admin) {
  World world;
  Setup& setup = world.identity().setup();
  BOOST_TEST(*setup.required());
  BOOST_TEST(attempt(world, "guess") == "setup_token_invalid");
  const std::string token = *setup.make_token();
  BOOST_TEST(token.size() >= 40U);
  BOOST_TEST(attempt(world, token + "x") == "setup_token_invalid");
  // A refused account leaves the token good.
  BOOST_TEST(setup.complete(token, {"root", "root@example.org", "short"}, {}).error().code == "invalid_fields");
  BOOST_TEST(attempt(world, token) == "admin");
  BOOST_TEST(attempt(world, token, "second") == "setup_done");
  BOOST_TEST(!*setup.required());
  BOOST_TEST(setup.make_token()->empty());
  BOOST_TEST(!*world.another()->setup().required());
}

BOOST_AUTO_TEST_CASE(the_audit_log_knows_who_and_from_where) {
  World world;
  BOOST_TEST(attempt(world, *world.identity().setup().make_token()) == "admin");
  const auto admin = world.accounts().find_user_named("root").value();
  // What is erased with an account is found by these: nothing of the admin stays behind.
  for (const std::string action : {"identity.setup.done", "identity.user.registered"}) {
    const auto row = world.db().row(
        "SELECT actor_id, actor_name, subject_id, ip, user_agent, request_id FROM audit_incoming WHERE action = $1",
        {action});
    BOOST_REQUIRE((row && *row));
    const char* const wanted[] = {admin.id.c_str(), "root", admin.id.c_str(), "192.0.2.7", "Test/1.0", "req-1"};
    for (size_t i = 0; i < std::size(wanted); ++i) BOOST_TEST((**row)[i].text() == wanted[i], action);
  }
}

BOOST_AUTO_TEST_CASE(a_link_is_good_for_a_day) {
  World world;
  const std::string old = *world.identity().setup().make_token();
  world.pass(Setup::token_ms);
  BOOST_TEST(attempt(world, old) == "setup_token_invalid");
  const std::string fresh = *world.identity().setup().make_token();
  BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_setup") == 1);
  BOOST_TEST(attempt(world, fresh) == "admin");
}

BOOST_AUTO_TEST_CASE(each_host_prints_a_link_and_the_first_used_ends_all) {
  World world;
  const std::string here = *world.identity().setup().make_token();
  const std::string there = *world.another()->setup().make_token();
  BOOST_TEST(attempt(world, here) == "admin");
  BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_setup") == 0);
  BOOST_TEST(attempt(world, there, "second") == "setup_done");
}

BOOST_AUTO_TEST_CASE(no_link_is_good_once_there_is_an_admin_by_another_way) {
  World world;
  const std::string token = *world.identity().setup().make_token();
  world.add("boss", Role::admin);
  BOOST_TEST(attempt(world, token) == "setup_done");
}

BOOST_AUTO_TEST_CASE(of_many_at_once_one_becomes_admin) {
  World world;
  const std::string token = *world.identity().setup().make_token();
  std::atomic<int> admins{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&, i] { admins += attempt(world, token, "root" + std::to_string(i)) == "admin" ? 1 : 0; });
  }
  BOOST_TEST(admins == 1);
  BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_users WHERE role = 'admin'") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
