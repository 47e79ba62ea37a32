// Accounts of people whom another provider vouches for.
#include "identity/new_names.h"

#include <boost/test/unit_test.hpp>

#include "base/crypto.h"
#include "identity/names.h"
#include "support.h"

using namespace veza;
using namespace veza::identity;
using veza::identity::test::World;

BOOST_AUTO_TEST_SUITE(identity_new_names)

BOOST_AUTO_TEST_CASE(a_wish_becomes_a_valid_name) {
  const std::pair<std::string, std::string> table[] = {
      {"mona", "mona"},
      {"Mona Lisa", "Mona-Lisa"},
      {"José M.", "Jos-M"},
      {"mona@example.org", "mona"},
      {"mona.lisa+veza@example.org", "mona-lisa-veza"},
      {"--mona--", "mona"},
      {"a  -  b", "a-b"},
      {"", "member"},
      {"ab", "member"},
      {"моно", "member"},
      {"admin", "member"},
      {"ROOT", "member"},
      {"<script>alert(1)</script>", "scriptalert1script"},
      {std::string("nul\0l", 5), "member"},
      {std::string(200, 'x'), std::string(40, 'x')},
  };
  for (const auto& [wish, name] : table) {
    BOOST_TEST(username_like(wish) == name, wish);
    BOOST_TEST(!username_problem(username_like(wish)));
  }
}

BOOST_AUTO_TEST_CASE(a_taken_name_gets_a_number) {
  World world;
  const auto add = [&](const std::string& email) {
    std::string name;
    const auto done = world.db().write([&](data::Transaction& tx) -> base::Status {
      const auto user = world.accounts().add_vouched(tx, "Mona", email, {"192.0.2.7", "Test/1.0", "r1"});
      if (!user) return base::fail(base::Code::conflict, user.error().code);
      name = user->username;
      return {};
    });
    return done ? name : done.error().message;
  };
  BOOST_TEST(add("m1@example.org") == "Mona");
  BOOST_TEST(add("m2@example.org") == "Mona-2");
  BOOST_TEST(add("M2@example.org") == "email_taken");
  BOOST_TEST(add("no address") == "invalid_fields");
  for (int i = 3; i <= 20; ++i)
    BOOST_TEST(add("m" + std::to_string(i) + "@example.org") == "Mona-" + std::to_string(i));
  BOOST_TEST(add("m21@example.org").size() == std::string("Mona-123456").size());
  BOOST_TEST(world.number("SELECT COUNT(*) FROM " + test::emitted +
                          " WHERE event_type = 'identity.user.registered.v1'") == 21);
  BOOST_TEST(world.number("SELECT COUNT(*) FROM audit_incoming WHERE action = 'identity.user.registered' AND "
                          "ip = '192.0.2.7' AND user_agent = 'Test/1.0' AND actor_id = subject_id") == 21);
}

BOOST_AUTO_TEST_CASE(a_name_of_somebody_erased_gets_a_number_too) {
  World world;
  BOOST_REQUIRE(world.db().write([&](data::Transaction& tx) -> base::Status {
    auto done = tx.execute("INSERT INTO privacy_retired_names (name_hash, retired_at) VALUES ($1, 1)",
                           {base::sha256_hex("veza retired name\nmona")});
    return done ? base::Status() : base::fail(done.error());
  }));
  BOOST_TEST(free_username(world.db(), "Mona").value() == "Mona-2");
}

BOOST_AUTO_TEST_CASE(no_password_opens_an_account_that_has_none) {
  World world;
  BOOST_REQUIRE(world.db().write([&](data::Transaction& tx) -> base::Status {
    return world.accounts().add_vouched(tx, "mona", "mona@example.org", {}) ? base::Status()
                                                                            : base::fail(base::Code::internal, "");
  }));
  const auto found = world.accounts().find_by_login("mona");
  BOOST_REQUIRE(found);
  BOOST_REQUIRE(found->has_value());
  for (const char* password : {"", " ", "password", "$argon2id$"}) {
    const auto user = world.accounts().authenticate(*found, password);
    BOOST_REQUIRE(!user);
    BOOST_TEST(user.error().code == "invalid_credentials");
  }
}

BOOST_AUTO_TEST_SUITE_END()
