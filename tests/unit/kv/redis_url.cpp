#include "kv/redis_url.h"

#include <boost/test/unit_test.hpp>

namespace veza::kv {

BOOST_AUTO_TEST_SUITE(redis_url)

struct Good {
  const char* url;
  const char* describe;
  const char* user;
  const char* password;
};

BOOST_AUTO_TEST_CASE(good_ones) {
  const Good table[] = {
      {"redis://localhost", "Redis at localhost:6379", "", ""},
      {"redis://localhost/", "Redis at localhost:6379", "", ""},
      {"redis://10.0.0.7:1/3", "Redis at 10.0.0.7:1/3", "", ""},
      {"redis://[::1]:6380/0", "Redis at [::1]:6380", "", ""},
      {"redis://[fe80::1]", "Redis at [fe80::1]:6379", "", ""},
      {"rediss://cache.example", "Redis at cache.example:6379 (TLS)", "", ""},
      {"redis://:hush@h", "Redis at h:6379", "", "hush"},
      {"redis://veza:hush@h:7", "Redis at h:7", "veza", "hush"},
      {"redis://v%40x:a%3Ab%2Fc%25@h", "Redis at h:6379", "v@x", "a:b/c%"},
      {"redis://:p@ss@h", "Redis at h:6379", "", "p@ss"},
      {"redis://:p/ss@h/1", "Redis at h:6379/1", "", "p/ss"},
      {"unix:///run/redis/redis.sock", "Redis at /run/redis/redis.sock", "", ""},
      {"unix:///run/r.sock?db=2", "Redis at /run/r.sock?db=2", "", ""},
      {"unix://:hush@/run/r.sock", "Redis at /run/r.sock", "", "hush"},
      {"unix:///run/a@b/r.sock", "Redis at /run/a@b/r.sock", "", ""},
      {"unix://u:p@/run/a@b.sock", "Redis at /run/a@b.sock", "u", "p"},
  };
  for (const auto& each : table) {
    const auto target = parse_redis_url(each.url);
    BOOST_REQUIRE_MESSAGE(target, each.url << ": " << target.error().message);
    BOOST_TEST(target->describe() == each.describe);
    BOOST_TEST(target->user == each.user);
    BOOST_TEST(target->password == each.password);
  }
}

BOOST_AUTO_TEST_CASE(bad_ones_are_refused_without_a_word_of_them) {
  const std::string nul("unix:///run/h\0ush", 17);
  const std::string table[] = {"",
                               "hush",
                               "http://hush",
                               "redis:/hush",
                               "redis:hush",
                               "REDIS://hush",
                               "redis://",
                               "redis:///1",
                               "redis://:hush@",
                               "redis://hush@host",
                               "redis://user:@host",
                               "redis://:%zz-hush@host",
                               "redis://:%-hush@host",
                               "redis://:hush@host:0",
                               "redis://:hush@host:65536",
                               "redis://:hush@host:99999999999",
                               "redis://:hush@host:-1",
                               "redis://:hush@host:6379x",
                               "redis://:hush@host:",
                               "redis://:hush@host/x",
                               "redis://:hush@host/-1",
                               "redis://:hush@host/1/2",
                               "redis://:hush@host/65536",
                               "redis://:hush@host/0?x=1",
                               "redis://:hush@ho st",
                               "redis://:hush@ho\nst",
                               "redis://host/0@hush",
                               "redis://:hush@[::1",
                               "redis://:hush@[]",
                               "redis://:hush@[hush]",
                               "redis://:hush@[::1]x",
                               "redis://:hush@h\xc3\xb6st",
                               "redis://:hush@" + std::string(254, 'h'),
                               "unix://",
                               "unix://hush",
                               "unix:///",
                               "unix://hush/run/redis.sock",
                               "unix:///run/hush?x=1",
                               "unix:///run/hush?db=x",
                               "unix:///run/hush?db=",
                               "unix:///" + std::string(107, 'h'),
                               nul};
  for (const auto& url : table) {
    const auto target = parse_redis_url(url);
    BOOST_TEST(!target, url);
    if (target) continue;
    BOOST_TEST((target.error().code == base::Code::invalid), url);
    BOOST_TEST(target.error().message.find("hush") == std::string::npos, target.error().message);
    BOOST_TEST(target.error().message.starts_with("the URL of Redis "), target.error().message);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
