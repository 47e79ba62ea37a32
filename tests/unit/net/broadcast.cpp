#include <boost/test/unit_test.hpp>

#include "net/topics.h"
#include "websocket_client.h"

using namespace veza::net;
using namespace veza::net::test;

BOOST_AUTO_TEST_SUITE(broadcast)

namespace {

// The path is the topic a socket listens to.
struct Rooms : Fixture {
  Rooms() {
    hooks.handle = [this](Request&& request) {
      WebSocketHandlers handlers;
      handlers.on_open = [this, topic = request.path](const WebSocketPtr& socket) { topics.subscribe(socket, topic); };
      handlers.on_close = [this](const WebSocketPtr& socket, uint16_t code) {
        topics.remove(socket);
        codes.with([&](auto& list) { list.push_back(code); });
      };
      return upgrade(request, handlers);
    };
  }

  void wait_for(const std::string& topic, size_t count) {
    BOOST_REQUIRE(eventually([&] { return topics.subscribers(topic) == count; }));
  }

  Topics topics;
  veza::base::Guarded<std::vector<uint16_t>> codes;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_topic_reaches_its_subscribers_in_order, Rooms) {
  const auto serving = start();
  WebSocketClient a(port(), "/one"), b(port(), "/one"), c(port(), "/two");
  wait_for("/one", 2);
  wait_for("/two", 1);
  for (int i = 0; i < 100; ++i) BOOST_TEST(topics.publish("/one", "m" + std::to_string(i)) == 2U);
  BOOST_TEST(topics.publish("/two", "other") == 1U);
  BOOST_TEST(topics.publish("/none", "nobody") == 0U);
  for (auto* client : {&a, &b}) {
    for (int i = 0; i < 100; ++i) BOOST_REQUIRE(client->message().payload == "m" + std::to_string(i));
  }
  BOOST_TEST(c.message().payload == "other");
}

BOOST_FIXTURE_TEST_CASE(a_client_that_never_reads_is_disconnected_and_the_others_are_served, Rooms) {
  config.limits.websocket_queue_bytes = 256U << 10;
  const auto serving = start();
  WebSocketClient reader(port(), "/room");
  WebSocketClient sleeper(port(), "/room");
  wait_for("/room", 2);
  const std::string text(16U << 10, 'x');
  size_t sent = 0;
  // Until the sleeper's kernel buffers and its queue are full.
  while (topics.subscribers("/room") == 2 && sent < 10'000) {
    topics.publish("/room", text);
    ++sent;
    BOOST_REQUIRE(reader.message().payload.size() == text.size());
  }
  BOOST_TEST(topics.subscribers("/room") == 1U);
  BOOST_TEST(eventually([&] { return codes.with([](auto& list) { return list == std::vector<uint16_t>{1008}; }); }));
  topics.publish("/room", "still here");
  BOOST_TEST(reader.message().payload == "still here");
}

BOOST_FIXTURE_TEST_CASE(publishing_from_many_threads_loses_nothing, Rooms) {
  config.limits.websocket_queue_messages = 100'000;
  const auto serving = start();
  std::vector<std::unique_ptr<WebSocketClient>> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(std::make_unique<WebSocketClient>(port(), "/room"));
  wait_for("/room", 8);
  std::vector<std::thread> publishers;
  for (int t = 0; t < 4; ++t) {
    publishers.emplace_back([&, t] {
      for (int i = 0; i < 250; ++i) topics.publish("/room", std::to_string(t) + ":" + std::to_string(i));
    });
  }
  for (auto& client : clients) {
    std::map<char, int> next;
    for (int i = 0; i < 1000; ++i) {
      const std::string payload = client->message().payload;
      BOOST_REQUIRE(payload == std::string(1, payload[0]) + ":" + std::to_string(next[payload[0]]++));
    }
  }
  for (auto& publisher : publishers) publisher.join();
}

BOOST_FIXTURE_TEST_CASE(subscriptions_end_with_the_socket_and_are_limited, Rooms) {
  veza::base::Guarded<WebSocketPtr> kept;
  hooks.handle = [&](Request&& request) {
    WebSocketHandlers handlers;
    handlers.on_open = [&](const WebSocketPtr& socket) { kept.with([&](auto& pointer) { pointer = socket; }); };
    return upgrade(request, handlers);
  };
  const auto serving = start();
  {
    WebSocketClient client(port());
    BOOST_REQUIRE(eventually([&] { return kept.with([](auto& pointer) { return pointer != nullptr; }); }));
    const WebSocketPtr socket = kept.with([](auto& pointer) { return pointer; });
    for (size_t i = 0; i < Topics::max_topics_per_socket; ++i) BOOST_TEST(topics.subscribe(socket, std::to_string(i)));
    BOOST_TEST(!topics.subscribe(socket, "one too many"));
    BOOST_TEST(!topics.subscribe(socket, "0"));
    BOOST_TEST(topics.unsubscribe(socket, "0"));
    BOOST_TEST(!topics.unsubscribe(socket, "0"));
    BOOST_TEST(topics.subscribers("0") == 0U);
  }
  BOOST_TEST(eventually([&] { return server->stats().websockets == 0; }));
  BOOST_TEST(topics.publish("1", "nobody hears") == 0U);
  BOOST_TEST(topics.subscribers("2") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
