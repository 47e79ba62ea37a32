#include "identity/login_limits.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "kv/memory_store.h"

using namespace veza::identity;

namespace {

struct Limits {
  std::atomic<int64_t> now{1'000'000};
  std::unique_ptr<veza::kv::MemoryStore> store = veza::kv::make_memory_store({.clock = [this] { return now.load(); }});
  LoginLimits limits{*store};

  // 0, or the status.
  int fail(const std::string& account, const std::string& ip) {
    auto attempt = limits.begin_login(account, ip);
    if (!attempt) return attempt.error().status;
    attempt->failed();
    return 0;
  }
  int succeed(const std::string& account, const std::string& ip) {
    auto attempt = limits.begin_login(account, ip);
    if (!attempt) return attempt.error().status;
    attempt->succeeded();
    return 0;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_login_limits)

BOOST_AUTO_TEST_CASE(five_failures_for_an_account_from_anywhere) {
  Limits l;
  for (int i = 0; i < 5; ++i) BOOST_TEST(l.fail("ann", "192.0.2." + std::to_string(i)) == 0);
  auto refused = l.limits.begin_login("ann", "192.0.2.77");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == "rate_limited");
  BOOST_TEST(refused.error().retry_after_s == 900);
  BOOST_TEST(l.fail("ben", "192.0.2.77") == 0);
  l.now += 901'000;
  BOOST_TEST(l.fail("ann", "192.0.2.77") == 0);
}

BOOST_AUTO_TEST_CASE(five_failures_for_an_address_whatever_the_account) {
  Limits l;
  for (int i = 0; i < 5; ++i) BOOST_TEST(l.fail("user" + std::to_string(i), "2001:db8::1") == 0);
  BOOST_TEST(l.fail("other", "2001:db8::2") == 429);  // the same /64
  BOOST_TEST(l.fail("other", "2001:db8:0:1::2") == 0);
}

BOOST_AUTO_TEST_CASE(successes_use_nothing_up_and_clear_the_account_only) {
  Limits l;
  for (int i = 0; i < 30; ++i) BOOST_TEST(l.succeed("ann", "192.0.2.1") == 0);
  for (int i = 0; i < 4; ++i) BOOST_TEST(l.fail("ann", "192.0.2.1") == 0);
  BOOST_TEST(l.succeed("ann", "192.0.2.1") == 0);
  BOOST_TEST(l.fail("ann", "192.0.2.1") == 0);
  // The account has one failure, the address five.
  BOOST_TEST(l.fail("ann", "192.0.2.1") == 429);
  BOOST_TEST(l.fail("ann", "192.0.2.2") == 0);
}

BOOST_AUTO_TEST_CASE(attempts_under_way_count) {
  Limits l;
  std::vector<LoginLimits::Attempt> open;
  for (int i = 0; i < 5; ++i) {
    auto attempt = l.limits.begin_login("ann", "192.0.2." + std::to_string(i));
    BOOST_REQUIRE(attempt);
    open.push_back(std::move(*attempt));
  }
  BOOST_TEST(l.fail("ann", "192.0.2.9") == 429);
  open.clear();  // undecided: they cost nothing
  BOOST_TEST(l.fail("ann", "192.0.2.9") == 0);
}

BOOST_AUTO_TEST_CASE(parallel_guesses_gain_nothing) {
  Limits l;
  std::atomic<int> tried{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&, i] {
        for (int k = 0; k < 20; ++k)
          tried += l.fail("ann", "198.51." + std::to_string(i) + "." + std::to_string(k)) == 0 ? 1 : 0;
      });
  }
  BOOST_TEST(tried <= 5);
  BOOST_TEST(tried > 0);
}

BOOST_AUTO_TEST_CASE(three_registrations_an_hour) {
  Limits l;
  for (int i = 0; i < 3; ++i) BOOST_TEST(l.limits.registration("192.0.2.1").has_value());
  const auto refused = l.limits.registration("192.0.2.1");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().status == 429);
  BOOST_TEST(refused.error().retry_after_s > 0);
  BOOST_TEST(l.limits.registration("192.0.2.2").has_value());
  l.now += 3'600'001;
  BOOST_TEST(l.limits.registration("192.0.2.1").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
