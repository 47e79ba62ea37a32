#include <boost/test/unit_test.hpp>
#include <thread>

#include "base/id.h"
#include "identity/access_tokens.h"
#include "identity/key_table.h"
#include "identity/signing_keys.h"
#include "support.h"

using namespace veza::identity;
using veza::base::now_ms;
using veza::identity::test::World;

BOOST_AUTO_TEST_SUITE(identity_keys)

BOOST_FIXTURE_TEST_CASE(secrets_are_made_once, World) {
  const auto first = load_or_create_secret(db(), "test", now_ms);
  BOOST_REQUIRE(first);
  BOOST_TEST(first->size() == 32U);
  BOOST_TEST(*load_or_create_secret(db(), "test", now_ms) == *first);
  BOOST_TEST(*load_or_create_secret(db(), "other", now_ms) != *first);
  int64_t serial = 1;
  for (const char* broken : {"", "x", "AAAA", "not base64url at all, but long enough to be one"}) {
    BOOST_REQUIRE(store_key(db(), "test", {++serial, broken, 0}));
    const auto loaded = load_or_create_secret(db(), "test", now_ms);
    BOOST_REQUIRE(!loaded);
    BOOST_TEST(loaded.error().message.find("the key test") != std::string::npos);
  }
}

BOOST_FIXTURE_TEST_CASE(of_two_hosts_that_make_a_key_the_first_wins, World) {
  std::vector<std::string> made(8);
  std::vector<std::thread> hosts;
  for (auto& secret : made)
    hosts.emplace_back([&] { secret = load_or_create_secret(db(), "race", now_ms).value_or(""); });
  for (auto& host : hosts) host.join();
  for (const auto& secret : made) {
    BOOST_TEST(secret.size() == 32U);
    BOOST_TEST((secret == made.front()));
  }
}

BOOST_FIXTURE_TEST_CASE(keys_survive_a_restart, World) {
  BOOST_TEST((*SigningKeys::open(db(), now_ms, 1000))->kid() == identity().keys().kid());
}

BOOST_FIXTURE_TEST_CASE(a_new_key_signs_when_every_host_knows_it, World) {
  int64_t now = now_ms();
  const auto clock = [&] { return now; };
  const auto here = std::move(*SigningKeys::open(db(), clock, 960'000));
  const auto there = std::move(*SigningKeys::open(db(), clock, 960'000));
  const std::string old = here->kid();
  BOOST_REQUIRE(here->rotate());
  BOOST_TEST(here->kid() == old);
  BOOST_TEST(here->jwks()["keys"].size() == 2U);
  BOOST_REQUIRE(there->reload());
  now += SigningKeys::publish_ms;
  BOOST_TEST(here->kid() != old);
  BOOST_TEST(there->kid() == here->kid());
  const std::string signature = *here->signer().sign("text");
  BOOST_TEST(there->verify(here->kid(), "text", signature));
}

BOOST_FIXTURE_TEST_CASE(a_rotated_key_verifies_until_its_tokens_are_over, World) {
  int64_t now = now_ms();
  const auto clock = [&] { return now; };
  const auto opened = SigningKeys::open(db(), clock, 960'000);
  BOOST_REQUIRE(opened);
  SigningKeys& keys = **opened;
  Revocations revocations(960'000);
  const RoleBook roles(db());
  const AccessTokens tokens({}, keys, revocations, roles, clock);
  const TokenSubject subject{veza::base::new_id(), "ann", "user", veza::base::new_id()};
  const std::string before = *tokens.issue(subject);
  BOOST_REQUIRE(keys.rotate());
  now += SigningKeys::publish_ms;
  const std::string after = *tokens.issue(subject);
  // A fresh cache, so that the signatures are really looked at.
  BOOST_TEST(AccessTokens({}, keys, revocations, roles, clock).check(before).has_value());
  BOOST_TEST(AccessTokens({}, keys, revocations, roles, clock).check(after).has_value());
  const auto jwks = keys.jwks();
  BOOST_TEST(jwks["keys"].size() == 2U);
  BOOST_TEST(jwks["keys"][0]["kid"] == keys.kid());
  for (const auto& key : jwks["keys"])
    for (const char* secret : {"d", "p", "q", "dp", "dq", "qi"}) BOOST_TEST(!key.contains(secret));
  now += 1'000'000;
  const auto later = SigningKeys::open(db(), clock, 960'000);
  BOOST_REQUIRE(later);
  BOOST_TEST((*later)->jwks()["keys"].size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_broken_key_is_named, World) {
  BOOST_REQUIRE(
      store_key(db(), "access", {5, "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n", 0}));
  const auto keys = SigningKeys::open(db(), now_ms, 1000);
  BOOST_REQUIRE(!keys);
  BOOST_TEST(keys.error().message.find("signing key 5 of identity_keys") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
