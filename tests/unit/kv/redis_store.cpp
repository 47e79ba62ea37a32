// What is Redis's own: reaching it, signing in, its refusals, losing it.
#include "kv/redis_store.h"

#include "bad_server.h"
#include "redis_server.h"
#include "store_fixture.h"

namespace veza::kv {
namespace {

using base::Code;

std::unique_ptr<RedisStore> open(const RedisOptions& options) { return open_redis(options).value(); }

// What a look at the store says; "" when it is well.
std::string look(const RedisOptions& options, Code expected) {
  const auto status = open(options)->ping();
  if (status) return "";
  BOOST_TEST((status.error().code == expected), status.error().message);
  BOOST_TEST(status.error().message.find("hush") == std::string::npos, status.error().message);
  return status.error().message;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(redis_store)

BOOST_AUTO_TEST_CASE(it_opens_without_a_server_and_says_what_is_wrong) {
  RedisOptions options;
  options.url = "redis://:hush@127.0.0.1:" + std::to_string(free_port());
  const auto store = open(options);
  BOOST_TEST(has(store->ping().error().message, "cannot be reached (Connection refused); check that it runs"));
  BOOST_TEST((store->get("k").error().code == Code::unavailable));
  BOOST_TEST((store->limit("k", 1, 1000).error().code == Code::unavailable));
  BOOST_TEST((store->lock("k", 1000).error().code == Code::unavailable));
  BOOST_TEST(store->subscribe("c", [](std::string_view) {}).has_value());
  BOOST_TEST(!has(store->describe(), "hush"));
  options.url = "redis://nowhere.invalid";
  BOOST_TEST(has(look(options, Code::unavailable), "cannot be resolved"));
  options.url = "unix:///nonexistent/redis.sock";
  BOOST_TEST(has(look(options, Code::unavailable), "/nonexistent/redis.sock cannot be reached (No such file"));
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused) {
  RedisOptions options;
  options.url = "redis://localhost";
  options.prefix = std::string(65, 'p');
  BOOST_TEST((open_redis(options).error().code == Code::invalid));
  options = {};
  options.url = "rediss://localhost";
  options.ca_file = "/nonexistent/ca.pem";
  BOOST_TEST(has(open_redis(options).error().message, "/nonexistent/ca.pem"));
  options.url = "";
  BOOST_TEST((open_redis(options).error().code == Code::invalid));
}

BOOST_AUTO_TEST_CASE(passwords_users_and_databases) {
  const RedisServer server({"--requirepass", "hush"});
  RedisOptions options = server.options();
  BOOST_TEST(has(look(options, Code::unauthorized), "wants a password; put it into its URL"));
  const std::string at = "@127.0.0.1:" + std::to_string(server.port());
  options.url = "redis://:hush-not" + at;
  BOOST_TEST(has(look(options, Code::unauthorized), "refuses the user and password"));
  options.url = "redis://nobody:hush" + at;
  BOOST_TEST(has(look(options, Code::unauthorized), "refuses the user and password"));
  options.url = "redis://:hush" + at + "/15";
  BOOST_TEST(look(options, Code::internal) == "");
  options.url = "redis://:hush" + at + "/16";
  BOOST_TEST(has(look(options, Code::unavailable), "does not have that many databases"));
  options.url = "redis://default:hush" + at;
  const auto store = open(options);
  BOOST_TEST(store->set("k", "default database").has_value());
  options.url += "/1";
  BOOST_TEST(!*open(options)->get("k"));
  options.url = "redis://default:hush" + at;
  options.prefix = "other:";
  BOOST_TEST(!*open(options)->get("k"));
}

BOOST_AUTO_TEST_CASE(a_password_for_a_server_without_one) {
  const RedisServer server;
  RedisOptions options = server.options();
  options.url = "redis://:hush@127.0.0.1:" + std::to_string(server.port());
  BOOST_TEST(has(look(options, Code::unauthorized), "has no password set, but its URL has one"));
}

BOOST_AUTO_TEST_CASE(a_user_without_the_right) {
  const RedisServer server;
  server.command({"ACL", "SETUSER", "reader", "on", ">hush", "~*", "&*", "+@read", "+@connection"});
  RedisOptions options = server.options();
  options.url = "redis://reader:hush@127.0.0.1:" + std::to_string(server.port());
  BOOST_TEST(has(look(options, Code::unauthorized), "does not give our user the right"));
}

BOOST_AUTO_TEST_CASE(a_replica_is_refused) {
  const RedisServer primary;
  const RedisServer replica({"--replicaof", "127.0.0.1 " + std::to_string(primary.port())});
  BOOST_TEST(eventually(
      [&] { return has(look(replica.options(), Code::unavailable), "is a read-only replica; name the primary"); }));
}

BOOST_AUTO_TEST_CASE(a_full_redis_is_refused) {
  const RedisServer server;
  server.command({"CONFIG", "SET", "maxmemory", "1"});
  BOOST_TEST(has(look(server.options(), Code::unavailable), "is out of memory; raise its maxmemory"));
  server.command({"CONFIG", "SET", "maxmemory", "0"});
  BOOST_TEST(look(server.options(), Code::internal) == "");
}

BOOST_AUTO_TEST_CASE(a_unix_socket) {
  const RedisServer server({"--unixsocket", "s", "--unixsocketperm", "777"});
  RedisOptions options = server.options();
  options.url = "unix://" + server.folder() + "/s?db=3";
  const auto store = open(options);
  // The server opens its port first.
  BOOST_REQUIRE(eventually([&] { return store->ping().has_value(); }));
  BOOST_REQUIRE(store->set("k", "v"));
  BOOST_TEST((store->get("k").value() == std::optional<std::string>("v")));
  BOOST_TEST(has(store->describe(), server.folder() + "/s?db=3"));
}

BOOST_AUTO_TEST_CASE(servers_that_are_no_redis) {
  struct Case {
    const char* says;
    BadServer::After after;
    const char* told;
  };
  const Case table[] = {
      {"", BadServer::After::close, "closed the connection"},
      {"HTTP/1.1 400 Bad Request\r\n\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {"HTTP/1.1 400 Bad Request\r\n\r\n", BadServer::After::close, "does not answer as a Redis"},
      {"SSH-2.0-OpenSSH_9.2\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {"\r\n\r\n\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {"\0\0\0\0", BadServer::After::stay, "did not answer within 100 ms"},
      {"+", BadServer::After::stay, "did not answer within 100 ms"},
      {"+OK", BadServer::After::close, "closed the connection"},
      {"$-2\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {"$99999999999999999999\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {"*2147483647\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {"$536870911\r\n", BadServer::After::stay, "did not answer within 100 ms"},
      {"*-7\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {":1\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {"+OK\r\n:1\r\n+OK\r\n", BadServer::After::stay, "does not answer as a Redis"},
      {"-ERR unknown command 'hush-hush'\r\n", BadServer::After::stay, "does not let us sign in"},
      {"-LOADING Redis is loading\r\n", BadServer::After::stay, "is still loading its data"},
      {"-ERR max number of clients reached\r\n", BadServer::After::close, "has too many clients"},
      {"-DENIED Redis is running in protected mode\r\n", BadServer::After::close, "is in protected mode"},
  };
  for (const auto& each : table) {
    for (const bool listens_first : {true, false}) {
      const BadServer server(each.says, each.after, listens_first);
      RedisOptions options;
      options.url = server.url();
      options.url.insert(8, ":hush@");
      options.connect_timeout_ms = 100;
      const auto told = open(options)->ping();
      BOOST_REQUIRE_MESSAGE(!told, each.says);
      BOOST_TEST((told.error().code == Code::unavailable || told.error().code == Code::unauthorized));
      // A peer that closes with our bytes unread may take its last words with it.
      const bool lost = !listens_first && has(told.error().message, "closed the connection");
      BOOST_TEST((lost || has(told.error().message, each.told)), each.says << " → " << told.error().message);
      BOOST_TEST(!has(told.error().message, "hush"), told.error().message);
    }
  }
}

BOOST_AUTO_TEST_CASE(answers_of_the_wrong_kind_are_no_crash) {
  // Lets everybody in, then says OK to everything.
  const BadServer server("+OK\r\n+OK\r\n", BadServer::After::stay, true);
  RedisOptions options;
  options.url = server.url();
  options.command_timeout_ms = 100;
  options.connections = 1;
  const auto store = open(options);
  const std::vector<std::string> ids{"1-1"};
  // Every call has a connection of its own, since the second +OK stays unread on the one before.
  BOOST_TEST(!store->remove("k"));
  BOOST_TEST(!store->increment("k"));
  BOOST_TEST(!store->limit("k", 1, 1000));
  BOOST_TEST(!store->publish("k", "m"));
  BOOST_TEST(!store->lock("k", 1000));
  BOOST_TEST(!store->stream_ack("s", "g", ids));
  BOOST_TEST(!store->stream_read_group("s", "g", "c", 1, 0));
  BOOST_TEST(!store->stream_claim("s", "g", "c", 0, 1));
  BOOST_TEST(!store->stream_pending("s", "g"));
}

BOOST_AUTO_TEST_CASE(a_restarted_redis_is_used_again_without_an_error) {
  RedisServer server;
  const auto store = open(server.options());
  BOOST_TEST(store->set("k", "v").has_value());
  BOOST_TEST(store->limit("k", 1, minute)->allowed);
  server.kill();
  BOOST_TEST((store->get("k").error().code == Code::unavailable));
  server.start();
  BOOST_TEST(!*store->get("k"));
  BOOST_TEST(store->limit("k", 1, minute)->allowed);
  server.kill();
  server.start();
  // Nobody used it meanwhile: connections that died idle are no error at all.
  BOOST_TEST(!*store->get("k"));
  BOOST_TEST(store->ping().has_value());
}

BOOST_AUTO_TEST_CASE(scripts_are_loaded_again_when_redis_forgot_them) {
  const RedisServer server;
  const auto store = open(server.options());
  BOOST_TEST(store->limit("k", 2, minute)->remaining == 1u);
  server.command({"SCRIPT", "FLUSH"});
  BOOST_TEST(store->limit("k", 2, minute)->remaining == 0u);
}

BOOST_AUTO_TEST_CASE(a_redis_that_hangs_is_left_in_time) {
  RedisServer server;
  RedisOptions options = server.options();
  options.command_timeout_ms = 50;
  const auto store = open(options);
  BOOST_REQUIRE(eventually([&] { return store->set("k", "v").has_value(); }));
  server.freeze();
  const auto failed = store->get("k");
  BOOST_REQUIRE(!failed);
  BOOST_TEST(has(failed.error().message, "did not answer within 50 ms"), failed.error().message);
  server.thaw();
  // The answer that came too late is not taken for that of the next call.
  BOOST_TEST(eventually([&] { return store->set("other", "w").has_value(); }));
  BOOST_TEST(eventually([&] {
    const auto value = store->get("other");
    return value && *value == "w";
  }));
}

BOOST_AUTO_TEST_CASE(more_callers_than_connections_take_turns) {
  const RedisServer server;
  RedisOptions options = server.options();
  options.connections = 2;
  const auto store = open(options);
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) failures += store->increment("n") ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(failures == 0);
  BOOST_TEST(**store->get("n") == "600");
  BOOST_TEST(server.command({"CLIENT", "LIST"}).find("veza") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(keys_expire_with_what_they_are_for) {
  const RedisServer server;
  const auto store = open(server.options());
  RedisClock clock(server.url(), "veza:");
  BOOST_TEST(store->limit("k", 3, minute)->allowed);
  BOOST_TEST(!store->limit("over", 3, minute, 4)->allowed);
  BOOST_TEST(store->limit("ask", 3, minute, 0)->allowed);
  BOOST_TEST(clock.keys() == 1u);
  const auto held = *store->lock("job", minute);
  clock.pass(minute);
  BOOST_TEST(clock.keys() == 1u, "the last token");
  const auto next = *store->lock("job", minute);
  BOOST_TEST(next->token > held->token);
}

BOOST_AUTO_TEST_CASE(the_memory_of_a_large_limit_is_bounded) {
  const RedisServer server;
  const auto store = open(server.options());
  for (int i = 0; i < 3000; ++i) BOOST_REQUIRE(store->limit("k", 100'000, 100 * minute)->allowed);
  BOOST_TEST(std::stoi(server.command({"LLEN", "veza:l:k"})) < 260);
  BOOST_TEST(store->limit("k", 100'000, 100 * minute)->remaining == 100'000u - 3001u);
}

BOOST_AUTO_TEST_CASE(a_clock_that_steps_back) {
  const RedisServer server;
  const auto store = open(server.options());
  // Uses of the future are what a step back leaves.
  const auto use_in = [&](int64_t ms) {
    server.command({"DEL", "veza:l:k"});
    BOOST_TEST(store->limit("k", 1, 10 * minute)->allowed);
    RedisClock(server.url(), "veza:").pass(-ms);
  };
  use_in(5 * minute);
  const auto refused = *store->limit("k", 1, 10 * minute);
  BOOST_TEST(!refused.allowed);
  BOOST_TEST(refused.retry_after_ms == 10 * minute);
  use_in(60 * minute);
  BOOST_TEST(store->limit("k", 1, 10 * minute)->allowed);
  BOOST_TEST(!store->limit("k", 1, 10 * minute)->allowed);
}

BOOST_AUTO_TEST_CASE(subscriptions_come_back_with_redis) {
  RedisServer server;
  const auto store = open(server.options());
  std::atomic<int> before{0}, during{0};
  auto one = *store->subscribe("c", [&](std::string_view) { ++before; });
  BOOST_TEST(store->publish("c", "x").has_value());
  BOOST_TEST(eventually([&] { return before == 1; }));
  server.kill();
  auto two = *store->subscribe("d", [&](std::string_view) { ++during; });
  BOOST_TEST(!store->publish("c", "lost"));
  server.start();
  BOOST_TEST(eventually([&] { return store->ping().has_value(); }));
  BOOST_TEST(store->publish("c", "x").has_value());
  BOOST_TEST(store->publish("d", "x").has_value());
  BOOST_TEST(eventually([&] { return before == 2 && during == 1; }));
  // A connection Redis itself ends.
  server.command({"CLIENT", "KILL", "TYPE", "pubsub"});
  BOOST_TEST(
      eventually([&] { return store->ping().has_value() && store->publish("c", "x").has_value() && before > 2; }));
}

BOOST_AUTO_TEST_CASE(nodes_hear_each_other) {
  const RedisServer server;
  const auto here = open(server.options()), there = open(server.options());
  std::atomic<int> heard{0};
  auto subscription = *there->subscribe("c", [&](std::string_view) { ++heard; });
  BOOST_TEST(here->publish("c", "x").has_value());
  BOOST_TEST(eventually([&] { return heard == 1; }));
  here->publish_here("c", "only here");
  there->publish_here("c", "only there");
  BOOST_TEST(heard == 2);
  subscription.reset();
  BOOST_TEST(eventually([&] { return server.command({"PUBLISH", "veza:c:c", "x"}) == "0"; }), "Redis is told");
}

BOOST_AUTO_TEST_CASE(it_ends_while_redis_hangs) {
  RedisServer server;
  RedisOptions options = server.options();
  auto store = open(options);
  auto subscription = *store->subscribe("c", [](std::string_view) {});
  server.freeze();
  const auto start = std::chrono::steady_clock::now();
  subscription.reset();
  store.reset();
  // The connect timeout is 20 s; an end that waits for Redis would take as long.
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(15)));
  server.thaw();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
