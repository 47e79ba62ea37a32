#include <random>

#include "kv/sliding_window.h"
#include "store_fixture.h"

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(limits)

BOOST_FIXTURE_TEST_CASE(five_in_fifteen_minutes, StoreFixture) {
  constexpr int64_t window = 15 * 60 * minute;
  for (uint32_t i = 0; i < 5; ++i) {
    const auto limit = *store->limit("login:me", 5, window);
    BOOST_TEST(limit.allowed);
    BOOST_TEST(limit.remaining == 4 - i);
    BOOST_TEST(limit.retry_after_ms == 0);
    pass(minute);
  }
  for (int i = 0; i < 10; ++i) {
    const auto refused = *store->limit("login:me", 5, window);
    BOOST_TEST(!refused.allowed);
    BOOST_TEST(refused.remaining == 0u);
    BOOST_TEST(left(refused.retry_after_ms, window - 5 * minute));
  }
  BOOST_TEST(store->limit("login:you", 5, window)->allowed);
  pass(window - 6 * minute);
  BOOST_TEST(!store->limit("login:me", 5, window)->allowed);
  pass(minute);
  BOOST_TEST(store->limit("login:me", 5, window)->allowed);
  BOOST_TEST(!store->limit("login:me", 5, window)->allowed);
}

BOOST_FIXTURE_TEST_CASE(costs_and_resets, StoreFixture) {
  BOOST_TEST(store->limit("k", 10, minute, 7)->allowed);
  const auto refused = *store->limit("k", 10, minute, 4);
  BOOST_TEST(!refused.allowed);
  BOOST_TEST(refused.remaining == 3u);
  BOOST_TEST(store->limit("k", 10, minute, 3)->remaining == 0u);
  BOOST_TEST(store->reset_limit("k").has_value());
  BOOST_TEST(store->limit("k", 10, minute, 10)->allowed);
  BOOST_TEST(store->limit("over", 10, minute, 11)->retry_after_ms == minute);
  BOOST_TEST(!store->limit("none", 0, minute)->allowed);
  BOOST_TEST((store->limit("k", 1, 0).error().code == base::Code::invalid));
  BOOST_TEST(store->limit("ask", 3, minute, 0)->remaining == 3u);
  BOOST_TEST(store->limit("most", UINT32_MAX, minute, UINT32_MAX - 1)->remaining == 1u);
  BOOST_TEST(!store->limit("most", UINT32_MAX, minute, 2)->allowed);
}

BOOST_FIXTURE_TEST_CASE(a_later_use_frees_a_dear_request, StoreFixture) {
  BOOST_TEST(store->limit("k", 10, 100 * minute, 2)->allowed);
  pass(10 * minute);
  BOOST_TEST(store->limit("k", 10, 100 * minute, 6)->allowed);
  pass(10 * minute);
  BOOST_TEST(left(store->limit("k", 10, 100 * minute, 4)->retry_after_ms, 80 * minute));
  BOOST_TEST(left(store->limit("k", 10, 100 * minute, 5)->retry_after_ms, 90 * minute));
}

BOOST_FIXTURE_TEST_CASE(a_value_and_a_limit_may_share_a_key, StoreFixture) {
  BOOST_TEST(store->set("k", "v").has_value());
  BOOST_TEST(store->limit("k", 1, minute)->allowed);
  BOOST_TEST(**store->get("k") == "v");
  BOOST_TEST(*store->remove("k"));
  BOOST_TEST(!store->limit("k", 1, minute)->allowed);
}

BOOST_FIXTURE_TEST_CASE(a_longer_window_remembers_beyond_a_shorter_one, StoreFixture) {
  BOOST_TEST(store->limit("k", 2, 100 * minute)->allowed);
  BOOST_TEST(store->limit("k", 2, minute)->allowed);
  pass(2 * minute);
  BOOST_TEST(!store->limit("k", 2, 100 * minute)->allowed);
}

// Whatever keeps the uses, it decides as sliding_window.h does; above 128 also in sharing records.
BOOST_FIXTURE_TEST_CASE(every_store_follows_the_one_rule, StoreFixture) {
  std::mt19937 random(3);
  for (int round = 0; round < 12; ++round) {
    const std::string key = "k" + std::to_string(round);
    const uint32_t max = round % 2 == 0 ? 1 + random() % 12 : 129 + random() % 200;
    // A share of a 128th of the window is one minute and a half, which no step is near.
    const int64_t window = 128 * 90'000;
    SlidingWindow rule;
    int64_t time = 0;
    for (int step = 0; step < 80; ++step) {
      const int64_t passed = static_cast<int64_t>(random() % (max > 128 ? 3 : 40)) * minute;
      const uint32_t cost = random() % (max > 128 ? 20 : 3);
      time += passed;
      if (passed > 0) pass(passed);
      const Limit expected = rule.take(time, max, window, cost);
      const Limit got = *store->limit(key, max, window, cost);
      BOOST_REQUIRE(got.allowed == expected.allowed);
      BOOST_REQUIRE(got.remaining == expected.remaining);
      BOOST_REQUIRE((got.allowed ? got.retry_after_ms == 0 : left(got.retry_after_ms, expected.retry_after_ms)));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(threads_share_a_limit, StoreFixture) {
  std::atomic<int> allowed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        if (store->limit("shared", 250, 60'000)->allowed) ++allowed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(allowed == 250);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
