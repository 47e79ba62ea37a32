#include "base/guarded.h"
#include "store_fixture.h"

namespace veza::kv {
namespace {

struct Heard {
  base::Guarded<std::vector<std::string>> lines;
  Store::Receiver as(const std::string& name) {
    return [this, name](std::string_view message) {
      lines.with([&](auto& l) { l.push_back(name + ":" + std::string(message)); });
    };
  }
  std::vector<std::string> all() {
    return lines.with([](auto& l) {
      auto sorted = l;
      std::sort(sorted.begin(), sorted.end());
      return sorted;
    });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(channels)

BOOST_FIXTURE_TEST_CASE(subscribers_of_the_channel_are_told, StoreFixture) {
  Heard heard;
  auto one = *store->subscribe("a", heard.as("1"));
  auto two = *store->subscribe("a", heard.as("2"));
  auto other = *store->subscribe("b", heard.as("other"));
  BOOST_TEST(store->publish("a", "x").has_value());
  BOOST_TEST(store->publish("nobody", "x").has_value());
  BOOST_TEST(eventually([&] { return heard.all().size() == 2; }));
  one.reset();
  BOOST_TEST(store->publish("a", std::string("y\0\n", 3)).has_value());
  BOOST_TEST(eventually([&] { return heard.all().size() == 3; }));
  BOOST_TEST(heard.all() == (std::vector<std::string>{"1:x", "2:x", std::string("2:y\0\n", 5)}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(messages_come_in_order, StoreFixture) {
  base::Guarded<std::vector<int>> heard;
  auto subscription = *store->subscribe(
      "a", [&](std::string_view m) { heard.with([&](auto& h) { h.push_back(std::stoi(std::string(m))); }); });
  for (int i = 0; i < 200; ++i) BOOST_TEST(store->publish("a", std::to_string(i)).has_value());
  BOOST_TEST(eventually([&] { return heard.with([](auto& h) { return h.size() == 200; }); }));
  heard.with([](auto& h) { BOOST_TEST(std::is_sorted(h.begin(), h.end())); });
}

BOOST_FIXTURE_TEST_CASE(a_channel_is_subscribed_anew, StoreFixture) {
  // Often: ending and beginning must not overtake each other on the way to the store.
  for (int i = 0; i < 100; ++i) {
    std::atomic<int> heard{0};
    auto subscription = *store->subscribe("a", [&](std::string_view) { ++heard; });
    BOOST_TEST(store->publish("a", "x").has_value());
    BOOST_REQUIRE(eventually([&] { return heard == 1; }));
  }
}

BOOST_FIXTURE_TEST_CASE(a_receiver_may_end_itself_and_publish, StoreFixture) {
  std::atomic<int> heard{0};
  std::atomic<bool> ended{false};
  std::unique_ptr<Subscription> self;
  self = *store->subscribe("a", [&](std::string_view m) {
    ++heard;
    if (m == "again") (void)store->publish("a", "end");
    if (m != "end") return;
    self.reset();
    ended = true;
  });
  BOOST_TEST(store->publish("a", "again").has_value());
  BOOST_TEST(eventually([&] { return ended.load(); }));
  BOOST_TEST(store->publish("a", "again").has_value());
  BOOST_TEST(heard == 2);
}

BOOST_FIXTURE_TEST_CASE(a_receiver_may_subscribe, StoreFixture) {
  std::atomic<int> heard{0};
  std::unique_ptr<Subscription> inner;
  std::atomic<bool> made{false};
  auto outer = *store->subscribe("a", [&](std::string_view) {
    inner = *store->subscribe("b", [&](std::string_view) { ++heard; });
    made = true;
  });
  BOOST_TEST(store->publish("a", "x").has_value());
  BOOST_TEST(eventually([&] { return made.load(); }));
  // From inside a receiver it does not wait until the store knows; soon after it does.
  BOOST_TEST(eventually([&] { return store->publish("b", "x").has_value() && heard > 0; }));
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
