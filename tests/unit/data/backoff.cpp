#include "data/backoff.h"

#include <boost/test/unit_test.hpp>
#include <set>

BOOST_AUTO_TEST_SUITE(backoff)

using veza::data::Backoff;
using veza::data::retry_delay_ms;

BOOST_AUTO_TEST_CASE(it_doubles_up_to_the_longest) {
  const Backoff backoff{1000, 10'000};
  const int64_t expected[] = {1000, 2000, 4000, 8000, 10'000, 10'000};
  for (int i = 0; i < 6; ++i) {
    BOOST_TEST(retry_delay_ms(backoff, i + 1, 1.0) == expected[i]);
    BOOST_TEST(retry_delay_ms(backoff, i + 1, 0.0) == expected[i] / 2);
  }
  BOOST_TEST(retry_delay_ms(backoff, 1'000'000, 1.0) == 10'000);
  BOOST_TEST(retry_delay_ms({INT64_MAX / 2, INT64_MAX / 2}, 70, 0.5) > 0);
}

BOOST_AUTO_TEST_CASE(what_failed_together_is_spread) {
  const Backoff backoff{1'000'000, 1'000'000};
  std::set<int64_t> delays;
  for (int i = 0; i < 50; ++i) {
    const int64_t delay = retry_delay_ms(backoff, 1);
    BOOST_TEST((delay >= 500'000 && delay <= 1'000'000));
    delays.insert(delay);
  }
  BOOST_TEST(delays.size() > 10u);
}

BOOST_AUTO_TEST_SUITE_END()
