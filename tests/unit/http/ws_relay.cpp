#include "http/ws_relay.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "../net/websocket_client.h"
#include "kv/memory_store.h"
#include "support.h"

using namespace veza;
using namespace veza::http;

namespace {

// One host with its gateway; several share a store.
struct Host : test::Site {
  explicit Host(kv::Store& store, const std::string& node) {
    ws.connects_per_ip = {0, 1};
    gateway = std::make_unique<WsGateway>(ws, base::Log());
    BOOST_REQUIRE(router.add(gateway->route()));
    BOOST_REQUIRE(gateway->add_topic("library", "track.", [](const Principal&, std::string_view) { return true; }));
    relay = WsRelay::start(*gateway, store, node, base::Log()).value();
  }
  WsConfig ws;
  std::unique_ptr<WsGateway> gateway;
  std::unique_ptr<WsRelay> relay;
};

struct Listener : net::test::WebSocketClient {
  explicit Listener(uint16_t port) : WebSocketClient(port, "/api/v1/ws") {
    send_text(R"({"type":"Subscribe","topic":"track.1"})");
    BOOST_TEST(message().payload.find("Subscribed") != std::string::npos);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ws_relay)

BOOST_AUTO_TEST_CASE(a_topic_reaches_the_subscribers_of_every_host_once) {
  const auto store = kv::make_memory_store();
  Host a(*store, "a");
  Host b(*store, "b");
  const auto running_a = a.start();
  const auto running_b = b.start();
  Listener at_a(a.net.port());
  Listener at_b(b.net.port());
  a.gateway->publish("track.1", R"({"n":1})");
  b.gateway->publish("track.1", R"({"n":2})");
  b.gateway->publish("track.2", R"({"n":0})");
  // Each hears both, once; across hosts the order is whatever it is.
  for (Listener* listener : {&at_a, &at_b}) {
    std::multiset<std::string> heard{listener->message().payload, listener->message().payload};
    BOOST_TEST((heard == std::multiset<std::string>{R"({"n":1})", R"({"n":2})"}));
    listener->send_text(R"({"type":"Ping"})");
    BOOST_TEST(listener->message().payload == R"({"type":"Pong"})");
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_passed_over) {
  const auto store = kv::make_memory_store();
  Host a(*store, "a");
  const auto running = a.start();
  Listener listener(a.net.port());
  for (const char* text : {"", " ", "x", "x ", "x y", "a track.1 {}", "b track.9 {}"}) {
    BOOST_REQUIRE(store->publish("ws/topics", text));
  }
  BOOST_REQUIRE(store->publish("ws/topics", R"(b track.1 {"text":"with blanks in it"})"));
  BOOST_TEST(listener.message().payload == R"({"text":"with blanks in it"})");
}

BOOST_AUTO_TEST_SUITE_END()
