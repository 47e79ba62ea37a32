// What is the memory store's own: bounds and sweeping.
#include "kv/memory_store.h"

#include "store_fixture.h"

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(memory_store)

BOOST_AUTO_TEST_CASE(it_is_bounded_and_the_oldest_go_first) {
  MemoryFixture f(8, 1);
  for (int i = 0; i < 8; ++i) BOOST_TEST(f.store->set("k" + std::to_string(i), "v").has_value());
  BOOST_TEST(f.store->get("k0")->has_value());
  for (int i = 8; i < 12; ++i) BOOST_TEST(f.store->set("k" + std::to_string(i), "v").has_value());
  BOOST_TEST(f.store->size() == 8u);
  BOOST_TEST(f.store->get("k0")->has_value());
  BOOST_TEST(!f.store->get("k1")->has_value());
  BOOST_TEST(f.store->get("k11")->has_value());
}

BOOST_AUTO_TEST_CASE(what_is_expired_goes_before_what_is_alive) {
  MemoryFixture f(4, 1);
  BOOST_TEST(f.store->set("short1", "v", 10).has_value());
  BOOST_TEST(f.store->set("short2", "v", 10).has_value());
  BOOST_TEST(f.store->set("long1", "v").has_value());
  f.now += 10;
  BOOST_TEST(f.store->set("long2", "v").has_value());
  BOOST_TEST(f.store->size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(sweep_drops_all_expired, MemoryFixture) {
  for (int i = 0; i < 100; ++i) BOOST_TEST(store->set("k" + std::to_string(i), "v", i < 60 ? 10 : 0).has_value());
  now += 10;
  store->sweep();
  BOOST_TEST(store->size() == 40u);
}

BOOST_FIXTURE_TEST_CASE(clear_forgets_values_and_limits_only, MemoryFixture) {
  int heard = 0;
  auto subscription = *store->subscribe("a", [&](std::string_view) { ++heard; });
  BOOST_TEST(store->set("k", "v").has_value());
  BOOST_TEST(store->limit("k", 1, 1000)->allowed);
  const auto held = *store->lock("k", 1000);
  store->clear();
  BOOST_TEST(store->size() == 0u);
  BOOST_TEST(!store->get("k")->has_value());
  BOOST_TEST(store->limit("k", 1, 1000)->allowed);
  BOOST_TEST(*store->unlock("k", held->token));
  BOOST_TEST(store->publish("a", "x").has_value());
  BOOST_TEST(heard == 1);
}

BOOST_FIXTURE_TEST_CASE(used_up_limits_are_forgotten_with_their_window, MemoryFixture) {
  BOOST_TEST(store->limit("k", 1, 1000)->allowed);
  now += 1000;
  store->sweep();
  BOOST_TEST(store->size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(refused_first_requests_leave_nothing, MemoryFixture) {
  for (int i = 0; i < 50; ++i) BOOST_TEST(!store->limit("k" + std::to_string(i), 1, 1000, 2)->allowed);
  BOOST_TEST(store->size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(the_longest_window_is_a_window, MemoryFixture) {
  BOOST_TEST(store->limit("k", 1, INT64_MAX)->allowed);
  BOOST_TEST(!store->limit("k", 1, INT64_MAX)->allowed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
