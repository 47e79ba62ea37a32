#include "store_fixture.h"

#include <cstdlib>

#include "base/id.h"
#include "kv/redis_store.h"

namespace veza::kv {

StoreFixture::StoreFixture() {
  const char* url = std::getenv("VEZA_TEST_REDIS_URL");
  if (!url) {
    store = make_memory_store({1000, 4, [this] { return now.load(); }});
    return;
  }
  RedisOptions options;
  options.url = url;
  options.prefix = "test:" + base::new_id() + ":";
  options.command_timeout_ms = 20'000;
  options.connect_timeout_ms = 20'000;
  store = open_redis(options).value();
  redis = std::make_unique<RedisClock>(options.url, options.prefix);
  const auto alive = store->ping();
  BOOST_REQUIRE_MESSAGE(alive, alive.error().message);
}

void StoreFixture::pass(int64_t ms) {
  now += ms;
  if (redis) redis->pass(ms);
}

bool StoreFixture::left(int64_t got, int64_t expected) const {
  return redis ? got <= expected && got > expected - minute : got == expected;
}

}  // namespace veza::kv
