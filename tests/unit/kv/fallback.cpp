#include "kv/fallback_store.h"

#include "bad_server.h"
#include "base/guarded.h"
#include "redis_server.h"
#include "store_fixture.h"

namespace veza::kv {
namespace {

using base::Code;

class Lines : public base::LogSink {
 public:
  void line(std::string_view text) override {
    lines_.with([&](auto& lines) { lines.emplace_back(text); });
  }
  int count(std::string_view part) const {
    return lines_.with([&](const auto& lines) {
      return static_cast<int>(
          std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.find(part) != line.npos; }));
    });
  }

 private:
  base::Guarded<std::vector<std::string>> lines_;
};

struct Node {
  std::shared_ptr<Lines> lines = std::make_shared<Lines>();
  std::unique_ptr<Store> store;

  // Patient in what a busy machine may need, unless a test is about hanging.
  explicit Node(const std::string& url, int command_timeout_ms = 5000) {
    RedisOptions options;
    options.url = url;
    options.command_timeout_ms = command_timeout_ms;
    FallbackOptions fallback;
    fallback.probe_ms = 20;
    fallback.longest_probe_ms = 100;
    base::Log log(lines, base::LogFormat::human, base::LogLevel::debug, "kv");
    store = make_fallback_store(open_redis(options).value(), log, fallback);
  }
  bool lost() const { return !store->degraded().empty(); }
  int warnings() const { return lines->count("is lost"); }
  int returns() const { return lines->count("is back"); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fallback)

BOOST_AUTO_TEST_CASE(a_killed_redis_is_replaced_by_memory_until_it_is_back) {
  RedisServer server;
  Node node(server.url());
  Store& store = *node.store;
  BOOST_TEST(store.degraded() == "");
  BOOST_TEST(store.set("before", "redis").has_value());
  BOOST_TEST(store.limit("l", 1, minute)->allowed);
  const auto held = store.lock("job", minute);
  BOOST_TEST(held->has_value());

  server.kill();
  // No call fails, the first one included.
  BOOST_TEST(!*store.get("before"));
  BOOST_TEST(store.set("during", "memory").has_value());
  BOOST_TEST(**store.get("during") == "memory");
  BOOST_TEST(*store.increment("n") == 1);
  BOOST_TEST(store.limit("l", 1, minute)->allowed);
  BOOST_TEST(!store.limit("l", 1, minute)->allowed);
  BOOST_TEST(store.ping().has_value());
  BOOST_TEST(node.lost());
  BOOST_TEST(store.degraded().find("cannot be reached") != std::string::npos, store.degraded());
  BOOST_TEST(store.describe().starts_with("memory of this process instead of Redis at 127.0.0.1:"));
  BOOST_TEST((store.lock("job", minute).error().code == Code::unavailable));
  BOOST_TEST((store.renew("job", 1, minute).error().code == Code::unavailable));
  BOOST_TEST((store.unlock("job", 1).error().code == Code::unavailable));
  BOOST_TEST((store.stream_add("s", "x", 0).error().code == Code::unavailable));
  BOOST_TEST((store.stream_read_group("s", "g", "c", 1, 0).error().code == Code::unavailable));
  BOOST_TEST((store.set("", "x").error().code == Code::invalid));
  BOOST_TEST(node.warnings() == 1);
  BOOST_TEST(node.returns() == 0);

  server.start();
  BOOST_TEST(eventually([&] { return !node.lost(); }));
  BOOST_TEST(!*store.get("during"), "what memory held is gone");
  BOOST_TEST(store.limit("l", 1, minute)->allowed, "and this Redis is a new one");
  BOOST_TEST((*store.lock("job", minute))->token > (*held)->token);
  BOOST_TEST(store.describe().starts_with("Redis at 127.0.0.1:"));
  BOOST_TEST(node.warnings() == 1);
  BOOST_TEST(node.returns() == 1);

  server.kill();
  BOOST_TEST(!*store.get("during"), "nor does it come back with the next outage");
  BOOST_TEST(node.warnings() == 2);
}

BOOST_AUTO_TEST_CASE(a_redis_that_hangs_holds_nobody) {
  RedisServer server;
  Node node(server.url(), 80);
  Store& store = *node.store;
  BOOST_REQUIRE(eventually([&] { return !node.lost() && store.set("k", "redis").has_value() && !node.lost(); }));
  const int warned = node.warnings(), returned = node.returns();
  server.freeze();
  std::vector<std::thread> threads;
  std::atomic<int> answered{0};
  const auto start = std::chrono::steady_clock::now();
  for (int t = 0; t < 20; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) answered += store.limit("l", 1'000'000, minute) ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(answered == 1000);
  // One timeout each at most; a thousand in turn would take 80 s.
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(20)));
  BOOST_TEST(node.lost());
  BOOST_TEST(node.warnings() == warned + 1);
  server.thaw();
  BOOST_TEST(eventually([&] { return !node.lost(); }));
  BOOST_TEST(node.returns() == returned + 1);
  BOOST_TEST(eventually([&] {
    const auto value = store.get("k");
    return value && *value == "redis";
  }));
}

BOOST_AUTO_TEST_CASE(subscribers_of_before_during_and_after) {
  RedisServer server;
  Node node(server.url()), other(server.url());
  Store& store = *node.store;
  std::atomic<int> before{0}, during{0}, after{0};
  auto one = *store.subscribe("c", [&](std::string_view) { ++before; });
  BOOST_TEST(other.store->publish("c", "x").has_value());
  BOOST_TEST(eventually([&] { return before == 1; }));

  server.kill();
  BOOST_TEST(store.publish("c", "x").has_value());
  BOOST_TEST(before == 2, "here it goes on");
  auto two = *store.subscribe("c", [&](std::string_view) { ++during; });
  BOOST_TEST(store.publish("c", "x").has_value());
  BOOST_TEST(before == 3);
  BOOST_TEST(during == 1);
  BOOST_TEST(other.store->publish("c", "x").has_value());

  server.start();
  BOOST_TEST(eventually([&] { return !node.lost() && !other.lost(); }));
  auto three = *store.subscribe("c", [&](std::string_view) { ++after; });
  BOOST_TEST(other.store->publish("c", "x").has_value());
  BOOST_TEST(eventually([&] { return before == 4 && during == 2 && after == 1; }));
  one.reset();
  BOOST_TEST(store.publish("c", "x").has_value());
  BOOST_TEST(eventually([&] { return during == 3 && after == 2; }));
  BOOST_TEST(before == 4);
}

BOOST_AUTO_TEST_CASE(a_site_starts_without_its_redis) {
  RedisServer server;
  server.kill();
  Node node(server.url());
  std::atomic<int> heard{0};
  auto subscription = *node.store->subscribe("c", [&](std::string_view) { ++heard; });
  BOOST_TEST(node.lost());
  BOOST_TEST(node.warnings() == 1);
  BOOST_TEST(node.store->publish("c", "x").has_value());
  BOOST_TEST(heard == 1);
  server.start();
  BOOST_TEST(eventually([&] { return !node.lost(); }));
  BOOST_TEST(node.store->publish("c", "x").has_value());
  BOOST_TEST(eventually([&] { return heard == 2; }));
}

BOOST_AUTO_TEST_CASE(what_is_no_sound_redis_counts_as_lost) {
  const BadServer closes("", BadServer::After::close, false), web("HTTP/1.1 400\r\n", BadServer::After::stay, true);
  const RedisServer locked({"--requirepass", "hush"});
  const std::string urls[] = {closes.url(), web.url(), locked.url(), "redis://:hush-not@" + locked.url().substr(8)};
  for (const auto& url : urls) {
    const Node node(url);
    BOOST_TEST(node.lost(), url);
    BOOST_TEST(node.store->set("k", "v").has_value());
    BOOST_TEST(node.store->degraded().find("hush") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_redis_that_turns_read_only_is_lost_until_it_is_primary_again) {
  const RedisServer primary, server;
  Node node(server.url());
  BOOST_TEST(!node.lost());
  server.command({"REPLICAOF", "127.0.0.1", std::to_string(primary.port())});
  BOOST_TEST(node.store->set("k", "v").has_value());
  BOOST_TEST(node.lost());
  BOOST_TEST(**node.store->get("k") == "v");
  BOOST_TEST(node.warnings() == 1);
  server.command({"REPLICAOF", "NO", "ONE"});
  BOOST_TEST(eventually([&] { return !node.lost(); }));
  BOOST_TEST(node.warnings() == 1);
}

BOOST_AUTO_TEST_CASE(it_ends_while_redis_hangs) {
  RedisServer server;
  auto node = std::make_unique<Node>(server.url(), 500);
  auto subscription = *node->store->subscribe("c", [](std::string_view) {});
  server.freeze();
  BOOST_TEST(node->store->publish("c", "x").has_value());
  BOOST_TEST(node->lost());
  const auto start = std::chrono::steady_clock::now();
  node.reset();
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(30)));
  server.thaw();
}

BOOST_AUTO_TEST_CASE(calls_go_on_while_redis_comes_and_goes) {
  RedisServer server;
  Node node(server.url());
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0}, heard{0};
  auto subscription = *node.store->subscribe("c", [&](std::string_view) { ++heard; });
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (!stop) {
        failures += node.store->increment("n", 1, minute) ? 0 : 1;
        failures += node.store->limit("l", 10, minute) ? 0 : 1;
        failures += node.store->publish("c", "x") ? 0 : 1;
        failures += node.store->subscribe("d", [](std::string_view) {}) ? 0 : 1;
      }
    });
  }
  for (int i = 0; i < 3; ++i) {
    server.kill();
    BOOST_TEST(eventually([&] { return node.lost(); }));
    server.start();
    BOOST_TEST(eventually([&] { return !node.lost(); }));
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  BOOST_TEST(failures == 0);
  BOOST_TEST(heard > 0);
  BOOST_TEST(node.warnings() == node.returns());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
