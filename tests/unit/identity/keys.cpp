#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "base/id.h"
#include "identity/access_tokens.h"
#include "identity/key_file.h"
#include "identity/signing_keys.h"
#include "support.h"

using namespace veza::identity;
using veza::identity::test::TempDir;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat info {};
  BOOST_REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

size_t files_in(const std::string& dir) {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(dir)) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_keys)

BOOST_AUTO_TEST_CASE(secrets_are_made_once_and_kept_private) {
  TempDir dir;
  const std::string path = dir.path() + "/stream.key";
  const auto first = load_or_create_secret(path);
  BOOST_REQUIRE(first);
  BOOST_TEST(first->size() == 32U);
  BOOST_TEST(mode_of(path) == 0600U);
  BOOST_TEST(*load_or_create_secret(path) == *first);
  chmod(path.c_str(), 0644);
  BOOST_TEST(*load_or_create_secret(path) == *first);
  BOOST_TEST(mode_of(path) == 0600U);
  for (const char* broken : {"", "x", "AAAA", "not base64url at all, but long enough to be one"}) {
    std::ofstream(path, std::ios::trunc) << broken;
    const auto loaded = load_or_create_secret(path);
    BOOST_REQUIRE(!loaded);
    BOOST_TEST(loaded.error().message.find(path) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(keys_survive_a_restart_and_are_private) {
  TempDir dir;
  const auto clock = [] { return veza::base::now_ms(); };
  std::string kid;
  {
    const auto keys = SigningKeys::open(dir.path() + "/keys", clock, 1000);
    BOOST_REQUIRE(keys);
    kid = (*keys)->kid();
    BOOST_TEST(mode_of(dir.path() + "/keys") == 0700U);
    for (const auto& entry : std::filesystem::directory_iterator(dir.path() + "/keys"))
      BOOST_TEST(mode_of(entry.path()) == 0600U);
  }
  BOOST_TEST((*SigningKeys::open(dir.path() + "/keys", clock, 1000))->kid() == kid);
}

BOOST_AUTO_TEST_CASE(a_rotated_key_verifies_until_its_tokens_are_over) {
  TempDir dir;
  int64_t now = veza::base::now_ms();
  const auto clock = [&] { return now; };
  const std::string folder = dir.path() + "/keys";
  const auto opened = SigningKeys::open(folder, clock, 960'000);
  BOOST_REQUIRE(opened);
  SigningKeys& keys = **opened;
  Revocations revocations(960'000);
  const AccessTokens tokens({}, keys, revocations, clock);
  const TokenSubject subject{veza::base::new_id(), "ann", Role::user, veza::base::new_id()};
  const std::string before = *tokens.issue(subject);
  BOOST_REQUIRE(keys.rotate());
  const std::string after = *tokens.issue(subject);
  // A fresh cache, so that the signatures are really looked at.
  BOOST_TEST(AccessTokens({}, keys, revocations, clock).check(before).has_value());
  BOOST_TEST(AccessTokens({}, keys, revocations, clock).check(after).has_value());
  BOOST_TEST(keys.jwks()["keys"].size() == 2U);
  BOOST_TEST(keys.jwks()["keys"][0]["kid"] == keys.kid());
  const auto jwks = keys.jwks();
  for (const auto& key : jwks["keys"])
    for (const char* secret : {"d", "p", "q", "dp", "dq", "qi"}) BOOST_TEST(!key.contains(secret));
  now += 1'000'000;
  const auto later = SigningKeys::open(folder, clock, 960'000);
  BOOST_REQUIRE(later);
  BOOST_TEST((*later)->jwks()["keys"].size() == 1U);
  BOOST_TEST(files_in(folder) == 1U);
}

BOOST_AUTO_TEST_CASE(a_broken_key_file_is_named) {
  TempDir dir;
  BOOST_REQUIRE(veza::base::write_file(dir.path() + "/access-5.pem",
                                       "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n", 0600));
  const auto keys = SigningKeys::open(
      dir.path(), [] { return int64_t{10}; }, 1000);
  BOOST_REQUIRE(!keys);
  BOOST_TEST(keys.error().message.find("access-5.pem") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
