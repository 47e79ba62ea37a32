#include "http/rate_limits.h"

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

using namespace veza::http;

namespace {
constexpr int64_t second = 1'000'000;
}

BOOST_AUTO_TEST_SUITE(rate_limits)

BOOST_AUTO_TEST_CASE(a_burst_passes_then_the_pace_counts) {
  TokenBucket bucket({10, 5});
  for (int i = 0; i < 5; ++i) BOOST_TEST(bucket.take(second) == 0);
  BOOST_TEST(bucket.take(second) == second / 10);
  BOOST_TEST(bucket.take(second + second / 20) == second / 20);
  BOOST_TEST(bucket.take(second + second / 10) == 0);
  BOOST_TEST(bucket.take(second + second / 10) > 0);
  // Half a second fills all five again, and never more than five.
  for (int i = 0; i < 5; ++i) BOOST_TEST(bucket.take(100 * second) == 0);
  BOOST_TEST(bucket.take(100 * second) > 0);
}

BOOST_AUTO_TEST_CASE(refusals_cost_nothing) {
  TokenBucket bucket({1, 1});
  BOOST_TEST(bucket.take(0) == 0);
  for (int i = 0; i < 1'000; ++i) BOOST_TEST(bucket.take(second / 2) == second / 2);
  BOOST_TEST(bucket.take(second) == 0);
}

BOOST_AUTO_TEST_CASE(no_rate_is_no_limit) {
  TokenBucket bucket({0, 1});
  RateLimiter limiter({0, 1});
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(bucket.take(0) == 0);
    BOOST_TEST(limiter.take("a", 0) == 0);
  }
  BOOST_TEST(limiter.keys() == 0U);
}

BOOST_AUTO_TEST_CASE(keys_do_not_share) {
  RateLimiter limiter({1, 2});
  BOOST_TEST(limiter.take("a", 0) == 0);
  BOOST_TEST(limiter.take("a", 0) == 0);
  BOOST_TEST(limiter.take("a", 0) == second);
  BOOST_TEST(limiter.take("b", 0) == 0);
}

BOOST_AUTO_TEST_CASE(the_contract_s_pace) {
  RateLimiter limiter(RateLimitConfig{}.guest);
  int64_t now = 0;
  int allowed = 0;
  for (; now < 60 * second; now += second / 100) allowed += limiter.take("guest", now) == 0 ? 1 : 0;
  // 20 at once, then 100 a minute.
  BOOST_TEST(allowed >= 119);
  BOOST_TEST(allowed <= 120);
}

BOOST_AUTO_TEST_CASE(memory_is_bounded_and_a_busy_key_is_not_forgotten_for_idle_ones) {
  RateLimiter limiter({1, 10}, 640);
  for (int i = 0; i < 10; ++i) BOOST_TEST(limiter.take("busy", 0) == 0);
  for (int i = 0; i < 50'000; ++i) (void)limiter.take("visitor " + std::to_string(i), 0);
  BOOST_TEST(limiter.keys() <= 640U);
  BOOST_TEST(limiter.take("busy", 0) > 0);
}

BOOST_AUTO_TEST_CASE(threads_share_one_bucket_exactly) {
  TokenBucket bucket({1, 1'000});
  std::atomic<int> allowed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i) allowed += bucket.take(0) == 0 ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(allowed == 1'000);
}

BOOST_AUTO_TEST_CASE(an_ipv6_customer_is_one) {
  BOOST_TEST(address_key("2001:db8:1:2::3") == address_key("2001:db8:1:2:ffff::9"));
  BOOST_TEST(address_key("2001:db8:1:2::3") != address_key("2001:db8:1:3::3"));
  BOOST_TEST(address_key("192.0.2.1") == "192.0.2.1");
  BOOST_TEST(address_key("192.0.2.1") != address_key("192.0.2.2"));
}

BOOST_AUTO_TEST_SUITE_END()
