#include "base/clock.h"
#include "store_fixture.h"

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(locks)

BOOST_FIXTURE_TEST_CASE(one_holder_at_a_time, StoreFixture) {
  const auto mine = *store->lock("job", 10 * minute);
  BOOST_REQUIRE(mine);
  BOOST_TEST(mine->token > 0);
  BOOST_TEST(!*store->lock("job", 10 * minute));
  BOOST_TEST((*store->lock("other", minute)).has_value());
  BOOST_TEST(*store->unlock("job", mine->token));
  BOOST_TEST(!*store->unlock("job", mine->token));
  BOOST_TEST((*store->lock("job", minute)).has_value());
}

BOOST_FIXTURE_TEST_CASE(tokens_only_grow, StoreFixture) {
  int64_t last = 0;
  for (int i = 0; i < 50; ++i) {
    const auto held = *store->lock("job" + std::to_string(i % 3), 10 * minute);
    BOOST_REQUIRE(held);
    BOOST_TEST(held->token > last);
    last = held->token;
    if (i % 2 == 0) {
      BOOST_TEST(*store->unlock("job" + std::to_string(i % 3), held->token));
    } else {
      pass(10 * minute);
    }
  }
  // They go by a clock, so a store that lost its memory does not give old ones again.
  BOOST_TEST(last > base::now_ms() * 1000 - 10 * minute * 1000);
}

BOOST_FIXTURE_TEST_CASE(a_lock_ends_with_its_time, StoreFixture) {
  const auto mine = *store->lock("job", 10 * minute);
  pass(9 * minute);
  BOOST_TEST(!*store->lock("job", minute));
  BOOST_TEST(*store->renew("job", mine->token, 10 * minute));
  pass(9 * minute);
  BOOST_TEST(!*store->lock("job", minute));
  pass(minute);
  BOOST_TEST(!*store->renew("job", mine->token, 10 * minute));
  const auto yours = *store->lock("job", 10 * minute);
  BOOST_REQUIRE(yours);
  BOOST_TEST(yours->token > mine->token);
  BOOST_TEST(!*store->renew("job", mine->token, 10 * minute));
  BOOST_TEST(!*store->unlock("job", mine->token));
  BOOST_TEST(!*store->lock("job", minute));
  BOOST_TEST(*store->unlock("job", yours->token));
}

BOOST_FIXTURE_TEST_CASE(a_value_and_a_lock_may_share_a_key, StoreFixture) {
  BOOST_TEST(store->set("k", "v").has_value());
  const auto held = *store->lock("k", minute);
  BOOST_REQUIRE(held);
  BOOST_TEST(*store->remove("k"));
  BOOST_TEST(*store->unlock("k", held->token));
}

BOOST_FIXTURE_TEST_CASE(bad_names_and_times_are_refused, StoreFixture) {
  for (const std::string& name : {std::string(), std::string(513, 'k')}) {
    BOOST_TEST((store->lock(name, minute).error().code == base::Code::invalid));
    BOOST_TEST((store->renew(name, 1, minute).error().code == base::Code::invalid));
    BOOST_TEST((store->unlock(name, 1).error().code == base::Code::invalid));
  }
  for (const int64_t ttl : {int64_t{0}, int64_t{-1}, INT64_MIN, longest_lock_ms + 1, INT64_MAX}) {
    BOOST_TEST((store->lock("k", ttl).error().code == base::Code::invalid));
    BOOST_TEST((store->renew("k", 1, ttl).error().code == base::Code::invalid));
  }
  BOOST_TEST(!*store->unlock("nobody", 0));
  BOOST_TEST(!*store->unlock("nobody", INT64_MIN));
}

BOOST_FIXTURE_TEST_CASE(threads_exclude_each_other, StoreFixture) {
  std::atomic<int> inside{0}, most{0}, turns{0};
  std::atomic<int64_t> highest{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int done = 0; done < 25;) {
        const auto held = store->lock("job", 10 * minute).value();
        if (!held) {
          std::this_thread::yield();
          continue;
        }
        most = std::max(most.load(), ++inside);
        if (held->token > highest) ++turns;
        highest = held->token;
        --inside;
        ++done;
        (void)store->unlock("job", held->token);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(most == 1);
  BOOST_TEST(turns == 100);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
