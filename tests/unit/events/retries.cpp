#include "events/retries.h"

#include <boost/test/unit_test.hpp>

namespace veza::events {

BOOST_AUTO_TEST_SUITE(retries_of_a_consumer)

table::Stored stored(int64_t seq, const std::string& aggregate) {
  table::Stored event;
  event.seq = seq;
  event.event.aggregate_type = "t";
  event.event.aggregate_id = aggregate;
  return event;
}

BOOST_AUTO_TEST_CASE(only_the_oldest_of_an_aggregate_is_due) {
  Retries retries;
  retries.failed(stored(1, "a"), "x", 100);
  retries.queue(stored(2, "a"));
  retries.failed(stored(3, "b"), "x", 50);
  BOOST_TEST(retries.blocks(Retries::aggregate_of(stored(9, "a").event)));
  BOOST_TEST(!retries.blocks(Retries::aggregate_of(stored(9, "c").event)));
  BOOST_TEST(*retries.next_at() == 50);
  BOOST_TEST(retries.due(49).empty());
  BOOST_TEST(retries.due(50) == (std::vector<int64_t>{3}), boost::test_tools::per_element());
  BOOST_TEST(retries.due(100) == (std::vector<int64_t>{1, 3}), boost::test_tools::per_element());
  retries.remove(1, 100);
  BOOST_TEST(retries.due(100) == (std::vector<int64_t>{2, 3}), boost::test_tools::per_element());
  retries.remove(2, 100);
  BOOST_TEST(!retries.blocks(Retries::aggregate_of(stored(9, "a").event)));
  retries.remove(3, 100);
  retries.remove(3, 100);
  BOOST_TEST(!retries.next_at());
  BOOST_TEST(retries.size() == 0u);
}

BOOST_AUTO_TEST_CASE(failures_add_up) {
  Retries retries;
  BOOST_TEST(retries.failed(stored(1, "a"), "first", 10).attempts == 1);
  const auto& again = retries.failed(stored(1, "a"), "second", 20);
  BOOST_TEST(again.attempts == 2);
  BOOST_TEST(again.last_error == "second");
  BOOST_TEST(again.next_at == 20);
  BOOST_TEST(retries.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_id_does_not_run_into_the_type) {
  Event one;
  one.aggregate_type = "ab";
  one.aggregate_id = "c";
  Event two;
  two.aggregate_type = "a";
  two.aggregate_id = "bc";
  BOOST_TEST(Retries::aggregate_of(one) != Retries::aggregate_of(two));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::events
