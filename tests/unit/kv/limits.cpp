#include <deque>
#include <random>

#include "kv/sliding_window.h"
#include "store_fixture.h"

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(limits)

BOOST_FIXTURE_TEST_CASE(five_in_fifteen_minutes, StoreFixture) {
  constexpr int64_t window = 15 * 60'000;
  for (uint32_t i = 0; i < 5; ++i) {
    const auto limit = *store->limit("login:me", 5, window);
    BOOST_TEST(limit.allowed);
    BOOST_TEST(limit.remaining == 4 - i);
    BOOST_TEST(limit.retry_after_ms == 0);
    now += 1000;
  }
  for (int i = 0; i < 10; ++i) {
    const auto refused = *store->limit("login:me", 5, window);
    BOOST_TEST(!refused.allowed);
    BOOST_TEST(refused.remaining == 0u);
    BOOST_TEST(refused.retry_after_ms == window - 5000);
  }
  BOOST_TEST(store->limit("login:you", 5, window)->allowed);
  now += window - 5001;
  BOOST_TEST(!store->limit("login:me", 5, window)->allowed);
  now += 1;
  BOOST_TEST(store->limit("login:me", 5, window)->allowed);
  BOOST_TEST(!store->limit("login:me", 5, window)->allowed);
}

BOOST_FIXTURE_TEST_CASE(costs_and_resets, StoreFixture) {
  BOOST_TEST(store->limit("k", 10, 1000, 7)->allowed);
  BOOST_TEST(!store->limit("k", 10, 1000, 4)->allowed);
  BOOST_TEST(store->limit("k", 10, 1000, 3)->remaining == 0u);
  BOOST_TEST(store->reset_limit("k").has_value());
  BOOST_TEST(store->limit("k", 10, 1000, 10)->allowed);
  BOOST_TEST(store->limit("over", 10, 1000, 11)->retry_after_ms == 1000);
  BOOST_TEST(!store->limit("none", 0, 1000)->allowed);
  BOOST_TEST((store->limit("k", 1, 0).error().code == base::Code::invalid));
  BOOST_TEST(store->limit("ask", 3, 1000, 0)->remaining == 3u);
}

BOOST_FIXTURE_TEST_CASE(refused_first_requests_leave_nothing, StoreFixture) {
  for (int i = 0; i < 50; ++i) BOOST_TEST(!store->limit("k" + std::to_string(i), 1, 1000, 2)->allowed);
  BOOST_TEST(store->size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_value_and_a_limit_may_share_a_key, StoreFixture) {
  BOOST_TEST(store->set("k", "v").has_value());
  BOOST_TEST(store->limit("k", 1, 1000)->allowed);
  BOOST_TEST(**store->get("k") == "v");
  BOOST_TEST(*store->remove("k"));
  BOOST_TEST(!store->limit("k", 1, 1000)->allowed);
}

BOOST_FIXTURE_TEST_CASE(used_up_limits_are_forgotten_with_their_window, StoreFixture) {
  BOOST_TEST(store->limit("k", 1, 1000)->allowed);
  now += 1000;
  store->sweep();
  BOOST_TEST(store->size() == 0u);
}

BOOST_AUTO_TEST_CASE(time_that_steps_back_frees_nothing) {
  SlidingWindow window;
  BOOST_TEST(window.take(10'000, 1, 1000, 1).allowed);
  BOOST_TEST(!window.take(5'000, 1, 1000, 1).allowed);
  BOOST_TEST(!window.take(10'999, 1, 1000, 1).allowed);
  BOOST_TEST(window.take(11'000, 1, 1000, 1).allowed);
}

// The rule in its plainest form: every accepted unit with its time.
struct Model {
  std::deque<int64_t> units;
  bool take(int64_t now, uint32_t max, int64_t window, uint32_t cost) {
    while (!units.empty() && units.front() <= now - window) units.pop_front();
    if (units.size() + cost > max) return false;
    units.insert(units.end(), cost, now);
    return true;
  }
};

BOOST_AUTO_TEST_CASE(up_to_128_it_is_exactly_the_rule) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const uint32_t max = 1 + random() % 128;
    const int64_t window = 1 + random() % 5000;
    Model model;
    SlidingWindow tested;
    int64_t now = 0;
    for (int step = 0; step < 500; ++step) {
      now += random() % (2 * window / max + 2);
      const uint32_t cost = 1 + random() % 3;
      const bool expected = model.take(now, max, window, cost);
      const Limit limit = tested.take(now, max, window, cost);
      BOOST_REQUIRE(limit.allowed == expected);
      BOOST_REQUIRE(limit.remaining == max - model.units.size());
      if (limit.allowed || cost > max) continue;
      // Exactly then, and not a millisecond earlier.
      SlidingWindow later = tested;
      BOOST_REQUIRE(!later.take(now + limit.retry_after_ms - 1, max, window, cost).allowed);
      BOOST_REQUIRE(later.take(now + limit.retry_after_ms, max, window, cost).allowed);
    }
  }
}

BOOST_AUTO_TEST_CASE(above_128_no_window_ever_holds_more_than_the_limit) {
  std::mt19937 random(2);
  for (int round = 0; round < 30; ++round) {
    const uint32_t max = 129 + random() % 1000;
    const int64_t window = 100 + random() % 60'000;
    SlidingWindow tested;
    std::deque<int64_t> accepted;
    int64_t now = 0;
    for (int step = 0; step < 5000; ++step) {
      now += random() % (window / max + 2);
      if (tested.take(now, max, window, 1).allowed) accepted.push_back(now);
      while (!accepted.empty() && accepted.front() <= now - window) accepted.pop_front();
      BOOST_REQUIRE(accepted.size() <= max);
    }
    // And it comes free again in full.
    now += window + window / 128 + 1;
    BOOST_TEST(tested.take(now, max, window, max).allowed);
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
