#include "store_fixture.h"

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(channels)

BOOST_FIXTURE_TEST_CASE(subscribers_of_the_channel_are_told, StoreFixture) {
  std::vector<std::string> heard;
  auto one = *store->subscribe("a", [&](std::string_view m) { heard.push_back("1:" + std::string(m)); });
  auto two = *store->subscribe("a", [&](std::string_view m) { heard.push_back("2:" + std::string(m)); });
  auto other = *store->subscribe("b", [&](std::string_view) { heard.push_back("other"); });
  BOOST_TEST(store->publish("a", "x").has_value());
  BOOST_TEST(store->publish("nobody", "x").has_value());
  one.reset();
  BOOST_TEST(store->publish("a", "y").has_value());
  BOOST_TEST(heard == (std::vector<std::string>{"1:x", "2:x", "2:y"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_receiver_may_end_itself_and_publish, StoreFixture) {
  int heard = 0;
  std::unique_ptr<Subscription> self;
  self = *store->subscribe("a", [&](std::string_view m) {
    ++heard;
    if (m == "again") (void)store->publish("a", "end");
    if (m == "end") self.reset();
  });
  BOOST_TEST(store->publish("a", "again").has_value());
  BOOST_TEST(store->publish("a", "again").has_value());
  BOOST_TEST(heard == 2);
}

BOOST_FIXTURE_TEST_CASE(a_subscription_may_outlive_the_store, StoreFixture) {
  auto subscription = *store->subscribe("a", [](std::string_view) {});
  store.reset();
  subscription.reset();
  BOOST_TEST(!store);
}

BOOST_FIXTURE_TEST_CASE(after_unsubscribing_no_call_runs, StoreFixture) {
  std::atomic<bool> stop{false};
  std::thread publisher([&] {
    while (!stop) (void)store->publish("a", "x");
  });
  for (int i = 0; i < 200; ++i) {
    auto alive = std::make_unique<std::atomic<int>>(0);
    auto subscription = *store->subscribe("a", [&](std::string_view) { ++*alive; });
    if (i % 10 == 0) {
      while (*alive == 0) std::this_thread::yield();
    }
    subscription.reset();
    alive.reset();
  }
  stop = true;
  publisher.join();
  BOOST_TEST(stop);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
