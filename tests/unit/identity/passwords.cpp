#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "identity/password_hash.h"
#include "identity/password_rules.h"

using namespace veza::identity;

BOOST_AUTO_TEST_SUITE(identity_passwords)

BOOST_AUTO_TEST_CASE(rules) {
  const std::vector<std::string> good{"correct horse battery", "a long enough phrase", "Tr0ub4dor&3xyz",
                                      "ünïcödé-wörds",         "0x5f3759df magic",     "kwpQ7vXz2m"};
  for (const auto& password : good) BOOST_TEST(!password_problem(password, "ann", "ann@example.org"), password);
  const std::vector<std::string> bad{"",
                                     "short",
                                     "ninechars",
                                     "üüüüüüüüü",  // too short, also in characters
                                     "password1234",
                                     "P@ssw0rd2024!",
                                     "passw0rd1234",
                                     "1234567890",  // the list, with what people add
                                     "Sunshine2024!!",
                                     "...iloveyou...",
                                     "1q2w3e4r5t",
                                     "LetMeInPlease",  // …
                                     "aaaaaaaaaaaa",
                                     "abcabcabcabc",
                                     "abcdefghijkl",
                                     "qwertyuiop[]",
                                     "987654321098",
                                     "xylophonexylophone",
                                     "asdfghjklqwertyu",
                                     "annabel123",
                                     "annabel@example.org",
                                     "xx-annabel",
                                     "\xff\xfe invalid utf8",
                                     std::string("nul\0in the middle", 17)};
  for (const auto& password : bad)
    BOOST_TEST(password_problem(password, "annabel", "annabel@example.org").has_value(), password);
  BOOST_TEST(!password_problem(std::string(500, 'x') + "some other words here", "ann", ""));
  BOOST_TEST(password_problem("y1" + std::string(1023, 'x'), "ann", "").has_value());
  // A short name inside a long phrase does no harm.
  BOOST_TEST(!password_problem("annabel went to the zoo", "annabel", ""));
}

BOOST_AUTO_TEST_CASE(hashes) {
  const PasswordHasher hasher({64, 1});
  const auto hash = hasher.hash(std::string("pass\0word", 9));
  BOOST_REQUIRE(hash);
  BOOST_TEST(hash->starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
  BOOST_TEST(hasher.verify(std::string("pass\0word", 9), *hash));
  BOOST_TEST(!hasher.verify("pass", *hash));
  BOOST_TEST(!hasher.verify("", *hash));
  BOOST_TEST(*hasher.hash("x") != *hasher.hash("x"));
  BOOST_TEST(!hasher.outdated(*hash));
  BOOST_TEST(PasswordHasher({128, 1}).outdated(*hash));
  BOOST_TEST(PasswordHasher({128, 1}).verify(std::string("pass\0word", 9), *hash));
}

BOOST_AUTO_TEST_CASE(a_known_answer) {
  // From test.c of the reference implementation.
  const PasswordHasher hasher({64, 1});
  BOOST_TEST(hasher.verify("password",
                           "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"));
}

BOOST_AUTO_TEST_CASE(malformed_hashes_are_never_right) {
  const PasswordHasher hasher({64, 1});
  for (const char* encoded :
       {"", "x", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=64,t=1,p=1$$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=99999999,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=9999,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZX!hbHQ$AAAAAAAAAAAAAAAAAAAAAA"}) {
    BOOST_TEST(!hasher.verify("password", encoded), encoded);
    BOOST_TEST(hasher.outdated(encoded), encoded);
  }
}

BOOST_AUTO_TEST_CASE(many_at_once) {
  const PasswordHasher hasher({64, 1}, 2);
  const std::string hash = *hasher.hash("the password");
  std::atomic<int> right{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int k = 0; k < 20; ++k)
          if (hasher.verify(k % 2 == 0 ? "the password" : "another one", hash) == (k % 2 == 0)) ++right;
      });
  }
  BOOST_TEST(right == 160);
}

BOOST_AUTO_TEST_SUITE_END()
