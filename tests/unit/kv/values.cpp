#include "store_fixture.h"

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(values)

BOOST_FIXTURE_TEST_CASE(set_get_remove, StoreFixture) {
  BOOST_TEST(!*store->get("a"));
  BOOST_TEST(store->set("a", std::string("x\0y\r\n", 5)).has_value());
  BOOST_TEST(**store->get("a") == std::string("x\0y\r\n", 5));
  BOOST_TEST(*store->remove("a"));
  BOOST_TEST(!*store->remove("a"));
  BOOST_TEST(!*store->get("a"));
  BOOST_TEST(store->set(std::string("\0\xff ", 3), "").has_value());
  BOOST_TEST(**store->get(std::string("\0\xff ", 3)) == "");
}

BOOST_FIXTURE_TEST_CASE(large_values_come_back, StoreFixture) {
  std::string large(5 << 20, 'x');
  for (size_t i = 0; i < large.size(); i += 4093) large[i] = static_cast<char>(i);
  BOOST_TEST(store->set("large", large).has_value());
  BOOST_TEST((**store->get("large") == large));
}

BOOST_FIXTURE_TEST_CASE(a_value_ends_with_its_time, StoreFixture) {
  BOOST_TEST(store->set("a", "1", 100 * minute).has_value());
  pass(99 * minute);
  BOOST_TEST(store->get("a")->has_value());
  pass(minute);
  BOOST_TEST(!store->get("a")->has_value());
  BOOST_TEST(!*store->remove("a"));
  BOOST_TEST(store->set("a", "2", 100 * minute).has_value());
  BOOST_TEST(store->set("a", "3").has_value());
  BOOST_TEST(store->set("b", "far", INT64_MAX).has_value());
  BOOST_TEST(store->set("c", "negative", -1).has_value());
  pass(1'000'000 * minute);
  BOOST_TEST(**store->get("a") == "3");
  BOOST_TEST(store->get("b")->has_value());
  BOOST_TEST(store->get("c")->has_value());
}

BOOST_FIXTURE_TEST_CASE(set_if_absent_takes_once, StoreFixture) {
  BOOST_TEST(*store->set_if_absent("lock", "me", 50 * minute));
  BOOST_TEST(!*store->set_if_absent("lock", "you", 50 * minute));
  BOOST_TEST(**store->get("lock") == "me");
  pass(50 * minute);
  BOOST_TEST(*store->set_if_absent("lock", "you", 50 * minute));
}

BOOST_FIXTURE_TEST_CASE(expire_changes_the_time, StoreFixture) {
  BOOST_TEST(!*store->expire("a", 10 * minute));
  BOOST_TEST(!*store->expire("a", 0));
  BOOST_TEST(store->set("a", "1").has_value());
  BOOST_TEST(*store->expire("a", 0));
  BOOST_TEST(*store->expire("a", 10 * minute));
  pass(10 * minute);
  BOOST_TEST(!store->get("a")->has_value());
  BOOST_TEST(store->set("b", "1", 10 * minute).has_value());
  BOOST_TEST(*store->expire("b", 0));
  pass(1000 * minute);
  BOOST_TEST(store->get("b")->has_value());
}

BOOST_FIXTURE_TEST_CASE(counters, StoreFixture) {
  BOOST_TEST(*store->increment("n") == 1);
  BOOST_TEST(*store->increment("n", 41) == 42);
  BOOST_TEST(*store->increment("n", -50) == -8);
  BOOST_TEST(**store->get("n") == "-8");
  BOOST_TEST(store->set("big", std::to_string(INT64_MAX - 2)).has_value());
  BOOST_TEST(*store->increment("big", 1) == INT64_MAX - 1);
  BOOST_TEST(*store->increment("big", 1) == INT64_MAX);
  BOOST_TEST((store->increment("big").error().code == base::Code::invalid));
  BOOST_TEST(**store->get("big") == std::to_string(INT64_MAX));
  BOOST_TEST(*store->increment("small", INT64_MIN) == INT64_MIN);
  BOOST_TEST((store->increment("small", -1).error().code == base::Code::invalid));
}

BOOST_FIXTURE_TEST_CASE(what_is_no_integer_is_not_counted, StoreFixture) {
  for (const auto* text : {"", "abc", "1.5", "007", "+7", " 7", "7 ", "-0", "9223372036854775808", "0x10"}) {
    BOOST_TEST(store->set("text", text).has_value());
    const auto sum = store->increment("text", 1, minute);
    BOOST_TEST(!sum, text);
    if (!sum) BOOST_TEST((sum.error().code == base::Code::invalid), text);
    BOOST_TEST(**store->get("text") == text);
  }
}

BOOST_FIXTURE_TEST_CASE(the_first_increment_sets_the_time, StoreFixture) {
  BOOST_TEST(*store->increment("n", 1, 100 * minute) == 1);
  pass(60 * minute);
  BOOST_TEST(*store->increment("n", 1, 100 * minute) == 2);
  pass(40 * minute);
  BOOST_TEST(*store->increment("n", 1, 100 * minute) == 1);
}

BOOST_FIXTURE_TEST_CASE(bad_keys_are_refused, StoreFixture) {
  for (const std::string& key : {std::string(), std::string(513, 'k')}) {
    BOOST_TEST((store->get(key).error().code == base::Code::invalid));
    BOOST_TEST((store->set(key, "x").error().code == base::Code::invalid));
    BOOST_TEST((store->set_if_absent(key, "x").error().code == base::Code::invalid));
    BOOST_TEST((store->remove(key).error().code == base::Code::invalid));
    BOOST_TEST((store->expire(key, 1).error().code == base::Code::invalid));
    BOOST_TEST((store->increment(key).error().code == base::Code::invalid));
    BOOST_TEST((store->limit(key, 1, 1000).error().code == base::Code::invalid));
    BOOST_TEST((store->reset_limit(key).error().code == base::Code::invalid));
    BOOST_TEST((store->publish(key, "x").error().code == base::Code::invalid));
    BOOST_TEST((store->subscribe(key, [](std::string_view) {}).error().code == base::Code::invalid));
  }
  BOOST_TEST(store->set(std::string(512, 'k'), "x").has_value());
}

BOOST_FIXTURE_TEST_CASE(threads_count_together, StoreFixture) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        (void)store->increment("shared");
        (void)store->set("own" + std::to_string(t), std::to_string(i), 5);
        (void)store->get("own" + std::to_string((t + 1) % 8));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(**store->get("shared") == "4000");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
