#include "kv/sliding_window.h"

#include <boost/test/unit_test.hpp>
#include <deque>
#include <random>

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(sliding_window)

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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
