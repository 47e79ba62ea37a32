#include "store_fixture.h"

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(values)

BOOST_FIXTURE_TEST_CASE(set_get_remove, StoreFixture) {
  BOOST_TEST(!*store->get("a"));
  BOOST_TEST(store->set("a", std::string("x\0y", 3)).has_value());
  BOOST_TEST(**store->get("a") == std::string("x\0y", 3));
  BOOST_TEST(*store->remove("a"));
  BOOST_TEST(!*store->remove("a"));
  BOOST_TEST(!*store->get("a"));
}

BOOST_FIXTURE_TEST_CASE(a_value_ends_with_its_time, StoreFixture) {
  BOOST_TEST(store->set("a", "1", 100).has_value());
  now += 99;
  BOOST_TEST(store->get("a")->has_value());
  now += 1;
  BOOST_TEST(!store->get("a")->has_value());
  BOOST_TEST(!*store->remove("a"));
  BOOST_TEST(store->set("a", "2", 100).has_value());
  BOOST_TEST(store->set("a", "3").has_value());
  now += 1'000'000'000;
  BOOST_TEST(**store->get("a") == "3");
  BOOST_TEST(store->set("b", "far", INT64_MAX).has_value());
  BOOST_TEST(store->get("b")->has_value());
}

BOOST_FIXTURE_TEST_CASE(set_if_absent_takes_once, StoreFixture) {
  BOOST_TEST(*store->set_if_absent("lock", "me", 50));
  BOOST_TEST(!*store->set_if_absent("lock", "you", 50));
  BOOST_TEST(**store->get("lock") == "me");
  now += 50;
  BOOST_TEST(*store->set_if_absent("lock", "you", 50));
}

BOOST_FIXTURE_TEST_CASE(expire_changes_the_time, StoreFixture) {
  BOOST_TEST(!*store->expire("a", 10));
  BOOST_TEST(store->set("a", "1").has_value());
  BOOST_TEST(*store->expire("a", 10));
  now += 10;
  BOOST_TEST(!store->get("a")->has_value());
  BOOST_TEST(store->set("b", "1", 10).has_value());
  BOOST_TEST(*store->expire("b", 0));
  now += 1000;
  BOOST_TEST(store->get("b")->has_value());
}

BOOST_FIXTURE_TEST_CASE(counters, StoreFixture) {
  BOOST_TEST(*store->increment("n") == 1);
  BOOST_TEST(*store->increment("n", 41) == 42);
  BOOST_TEST(*store->increment("n", -50) == -8);
  BOOST_TEST(**store->get("n") == "-8");
  BOOST_TEST(store->set("text", "abc").has_value());
  BOOST_TEST((store->increment("text").error().code == base::Code::invalid));
  BOOST_TEST(store->set("big", std::to_string(INT64_MAX)).has_value());
  BOOST_TEST((store->increment("big").error().code == base::Code::invalid));
  BOOST_TEST(**store->get("big") == std::to_string(INT64_MAX));
}

BOOST_FIXTURE_TEST_CASE(the_first_increment_sets_the_time, StoreFixture) {
  BOOST_TEST(*store->increment("n", 1, 100) == 1);
  now += 60;
  BOOST_TEST(*store->increment("n", 1, 100) == 2);
  now += 40;
  BOOST_TEST(*store->increment("n", 1, 100) == 1);
}

BOOST_FIXTURE_TEST_CASE(bad_keys_are_refused, StoreFixture) {
  for (const std::string& key : {std::string(), std::string(513, 'k')}) {
    BOOST_TEST((store->get(key).error().code == base::Code::invalid));
    BOOST_TEST((store->set(key, "x").error().code == base::Code::invalid));
    BOOST_TEST((store->limit(key, 1, 1000).error().code == base::Code::invalid));
    BOOST_TEST((store->publish(key, "x").error().code == base::Code::invalid));
    BOOST_TEST((store->subscribe(key, [](std::string_view) {}).error().code == base::Code::invalid));
  }
  BOOST_TEST(store->set(std::string(512, 'k'), "x").has_value());
}

BOOST_AUTO_TEST_CASE(it_is_bounded_and_the_oldest_go_first) {
  StoreFixture f(8, 1);
  for (int i = 0; i < 8; ++i) BOOST_TEST(f.store->set("k" + std::to_string(i), "v").has_value());
  BOOST_TEST(f.store->get("k0")->has_value());
  for (int i = 8; i < 12; ++i) BOOST_TEST(f.store->set("k" + std::to_string(i), "v").has_value());
  BOOST_TEST(f.store->size() == 8u);
  BOOST_TEST(f.store->get("k0")->has_value());
  BOOST_TEST(!f.store->get("k1")->has_value());
  BOOST_TEST(f.store->get("k11")->has_value());
}

BOOST_AUTO_TEST_CASE(what_is_expired_goes_before_what_is_alive) {
  StoreFixture f(4, 1);
  BOOST_TEST(f.store->set("short1", "v", 10).has_value());
  BOOST_TEST(f.store->set("short2", "v", 10).has_value());
  BOOST_TEST(f.store->set("long1", "v").has_value());
  f.now += 10;
  BOOST_TEST(f.store->set("long2", "v").has_value());
  BOOST_TEST(f.store->size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(sweep_drops_all_expired, StoreFixture) {
  for (int i = 0; i < 100; ++i) BOOST_TEST(store->set("k" + std::to_string(i), "v", i < 60 ? 10 : 0).has_value());
  now += 10;
  store->sweep();
  BOOST_TEST(store->size() == 40u);
}

BOOST_FIXTURE_TEST_CASE(threads_count_together, StoreFixture) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1000; ++i) {
        (void)store->increment("shared");
        (void)store->set("own" + std::to_string(t), std::to_string(i), 5);
        (void)store->get("own" + std::to_string((t + 1) % 8));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(**store->get("shared") == "8000");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
