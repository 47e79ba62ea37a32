#include "http/ws_gateway.h"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "../net/websocket_client.h"
#include "http/open_slots.h"
#include "support.h"

using namespace veza;
using namespace veza::http;
using net::test::eventually;

namespace {

class Socket : public net::test::WebSocketClient {
 public:
  explicit Socket(uint16_t port, const std::string& query = {}) : WebSocketClient(port, "/api/v1/ws" + query) {}
  base::Json ask(const std::string& text) {
    send_text(text);
    return next();
  }
  base::Json next() { return base::parse_json(message().payload).value_or(base::Json()); }
  int close_code() { return message().close_code(); }
};

struct Gateway : test::Site {
  Gateway() {
    ws.connects_per_ip = {0, 1};
    ws.frames = {0, 1};
  }
  [[nodiscard]] net::test::Fixture::Running open() {
    gateway = std::make_unique<WsGateway>(ws, base::Log(sink, base::LogFormat::json, base::LogLevel::debug, "ws"),
                                          &metrics, [this] { return now.load(); });
    BOOST_REQUIRE(router.add(gateway->route()));
    BOOST_REQUIRE(gateway->add_topic(
        "library", "track.", [](const Principal&, std::string_view topic) { return topic != "track.private"; }));
    BOOST_REQUIRE(gateway->add_topic("identity", "user.", [](const Principal& principal, std::string_view topic) {
      return topic == "user." + principal.user_id;
    }));
    return start();
  }
  net::test::Answer upgrade(const std::string& query, const std::string& fields) {
    return connect().send(net::test::handshake("/api/v1/ws" + query, fields)).answer();
  }
  uint16_t port() const { return net.port(); }

  std::atomic<int64_t> now{0};
  WsConfig ws;
  std::unique_ptr<WsGateway> gateway;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ws_gateway, Gateway)

BOOST_AUTO_TEST_CASE(built_in_frames) {
  const auto running = open();
  Socket socket(port());
  BOOST_TEST(socket.ask(R"({"type":"Ping"})") == base::Json::parse(R"({"type":"Pong"})"));
  BOOST_TEST(socket.ask(R"({"type":"Ping","request_id":"7"})")["request_id"] == "7");
  BOOST_TEST(socket.ask(R"({"type":"Subscribe","topic":"track.1","request_id":"8"})") ==
             base::Json::parse(R"({"type":"Subscribed","topic":"track.1","request_id":"8"})"));
  BOOST_TEST(socket.ask(R"({"type":"Subscribe","topic":"track.1"})")["type"] == "Subscribed");
  BOOST_TEST(gateway->publish("track.1", R"({"type":"TrackStatus"})") == 1U);
  BOOST_TEST(socket.next()["type"] == "TrackStatus");
  BOOST_TEST(socket.ask(R"({"type":"Unsubscribe","topic":"track.1"})")["type"] == "Unsubscribed");
  BOOST_TEST(gateway->publish("track.1", R"({"type":"TrackStatus"})") == 0U);
}

BOOST_AUTO_TEST_CASE(bad_frames_are_answered_and_the_socket_lives_on) {
  const auto running = open();
  Socket socket(port());
  const struct {
    std::string frame;
    int code;
  } cases[] = {{"", 1007},
               {"{", 1007},
               {"[]", 1007},
               {"{}", 1007},
               {"\"Ping\"", 1007},
               {R"({"type":7})", 1007},
               {R"({"type":""})", 1007},
               {R"({"type":"Nonsense"})", 1007},
               {R"({"type":"Subscribe"})", 1007},
               {R"({"type":"Subscribe","topic":7})", 1007},
               {R"({"type":"Subscribe","topic":"nobody.1"})", 1007},
               {R"({"type":"Subscribe","topic":"trac"})", 1007},
               {R"({"type":"Subscribe","topic":"track.)" + std::string(300, 'x') + "\"}", 1007},
               {R"({"type":"Subscribe","topic":"track.private"})", 1002},
               {R"({"type":"Subscribe","topic":"user.id-ada"})", 1002},
               {std::string(20'000, '['), 1007}};
  for (const auto& one : cases) {
    const auto answer = socket.ask(one.frame);
    BOOST_TEST(answer["type"] == "Error", one.frame);
    BOOST_TEST(answer["code"] == one.code, one.frame);
    BOOST_TEST(answer["message"].is_string());
  }
  socket.send(net::test::client_frame(2, "binary"));
  BOOST_TEST(socket.next()["code"] == 1007);
  BOOST_TEST(socket.ask(R"({"type":"Ping"})")["type"] == "Pong");
}

BOOST_AUTO_TEST_CASE(identity_comes_from_the_token_alone) {
  const auto running = open();
  Socket ada(port(), "?token=ada");
  BOOST_TEST(ada.ask(R"({"type":"Subscribe","topic":"user.id-ada"})")["type"] == "Subscribed");
  BOOST_TEST(ada.ask(R"({"type":"Subscribe","topic":"user.id-root","user_id":"id-root"})")["code"] == 1002);
  BOOST_TEST(upgrade("?token=old", "").status == 401);
  BOOST_TEST(upgrade("", "Authorization: Bearer junk\r\n").status == 401);
  BOOST_TEST(upgrade("", "Authorization: Bearer ada\r\n").status == 101);
}

BOOST_AUTO_TEST_CASE(whose_rights_changed_is_told_and_connects_again) {
  const auto running = open();
  Socket ada(port(), "?token=ada"), root(port(), "?token=root");
  for (Socket* socket : {&ada, &root}) BOOST_TEST(socket->ask(R"({"type":"Ping"})")["type"] == "Pong");
  BOOST_TEST(gateway->close_changed_user("") == 0U);
  BOOST_TEST(gateway->close_changed_user("id-nobody") == 0U);
  BOOST_TEST(gateway->close_changed_roles({"nobody"}) == 0U);
  BOOST_TEST(gateway->close_changed_user("id-ada") == 1U);
  BOOST_TEST(ada.next()["code"] == 1002);
  BOOST_TEST(ada.close_code() == 1008);
  BOOST_TEST(root.ask(R"({"type":"Ping"})")["type"] == "Pong", "others stay");
  BOOST_TEST(gateway->close_changed_roles({"nobody", "user"}) >= 1U);
  BOOST_TEST(root.next()["code"] == 1002);
  BOOST_TEST(root.close_code() == 1008);
}

BOOST_AUTO_TEST_CASE(foreign_pages_may_not_ride_on_a_cookie) {
  const auto running = open();
  BOOST_TEST(upgrade("", "Cookie: veza_access=ada\r\nOrigin: http://x\r\n").status == 101);
  const auto foreign = upgrade("", "Cookie: veza_access=ada\r\nOrigin: http://evil.test\r\n");
  BOOST_TEST(foreign.status == 403);
  BOOST_TEST(test::json(foreign)["error"]["code"] == "foreign_origin");
  BOOST_TEST(upgrade("", "Origin: http://evil.test\r\n").status == 403);
  BOOST_TEST(upgrade("?token=ada", "Origin: http://elsewhere.test\r\n").status == 101);
}

BOOST_AUTO_TEST_CASE(what_is_no_handshake_gets_an_envelope) {
  const auto running = open();
  const auto plain = ask("GET", "/api/v1/ws");
  BOOST_TEST(plain.status == 426);
  BOOST_TEST(test::json(plain)["error"]["code"] == "upgrade_required");
  BOOST_TEST(plain.field("upgrade") == "websocket");
  BOOST_TEST(ask("GET", "/api/v1/ws?token=" + std::string(2'049, 'a')).status >= 400);
}

BOOST_AUTO_TEST_CASE(connects_are_limited) {
  ws.connects_per_ip = {10.0 / 60, 2};
  const auto running = open();
  BOOST_TEST(upgrade("", "").status == 101);
  BOOST_TEST(upgrade("", "").status == 101);
  const auto refused = upgrade("", "");
  BOOST_TEST(refused.status == 429);
  BOOST_TEST(refused.field("retry-after") == "6");
  now = 6'000'000;
  BOOST_TEST(upgrade("", "").status == 101);
}

BOOST_AUTO_TEST_CASE(open_connections_are_limited_and_given_back) {
  ws.open_per_user = 2;
  const auto running = open();
  auto first = std::make_unique<Socket>(port(), "?token=ada");
  Socket second(port(), "?token=ada");
  BOOST_TEST(upgrade("?token=ada", "").status == 429);
  BOOST_TEST(upgrade("?token=root", "").status == 101);
  first.reset();
  BOOST_TEST(eventually([&] { return upgrade("?token=ada", "").status == 101; }));
}

BOOST_AUTO_TEST_CASE(a_failed_handshake_holds_no_slot) {
  ws.open_per_guest_ip = 1;
  const auto running = open();
  for (int i = 0; i < 3; ++i) BOOST_TEST(ask("GET", "/api/v1/ws").status == 426);
  BOOST_TEST(upgrade("", "").status == 101);
}

BOOST_AUTO_TEST_CASE(frames_are_limited) {
  ws.frames = {1, 2};
  const auto running = open();
  Socket socket(port());
  BOOST_TEST(socket.ask(R"({"type":"Ping"})")["type"] == "Pong");
  BOOST_TEST(socket.ask(R"({"type":"Ping"})")["type"] == "Pong");
  BOOST_TEST(socket.ask(R"({"type":"Ping"})")["code"] == 1003);
  now = 1'000'000;
  BOOST_TEST(socket.ask(R"({"type":"Ping"})")["type"] == "Pong");
}

BOOST_AUTO_TEST_CASE(types_belong_to_owners) {
  const auto running = open();
  BOOST_REQUIRE(gateway->add_type("chat", "SendMessage",
                                  [](const WsConnectionPtr& from, const base::Json& frame) -> base::Status {
                                    if (!frame.contains("content"))
                                      return base::fail(base::Code::invalid, "The content is missing.");
                                    from->send(base::to_text({{"type", "NewMessage"}, {"content", frame["content"]}}));
                                    return {};
                                  }));
  BOOST_REQUIRE(gateway->add_type("chat", "Throw", [](const WsConnectionPtr&, const base::Json&) -> base::Status {
    throw std::runtime_error("secret detail");
  }));
  BOOST_TEST(!gateway->add_type("other", "SendMessage", [](const auto&, const auto&) { return base::Status(); }));
  BOOST_TEST(!gateway->add_type("other", "Ping", [](const auto&, const auto&) { return base::Status(); }));
  BOOST_TEST(!gateway->add_topic("other", "track.x", [](const auto&, auto) { return true; }));
  BOOST_TEST(!gateway->add_topic("other", "tr", [](const auto&, auto) { return true; }));
  BOOST_TEST(!gateway->add_topic("other", "", [](const auto&, auto) { return true; }));
  Socket socket(port());
  BOOST_TEST(socket.ask(R"({"type":"SendMessage","content":"hi"})")["content"] == "hi");
  const auto invalid = socket.ask(R"({"type":"SendMessage","request_id":"r"})");
  BOOST_TEST(invalid["code"] == 1007);
  BOOST_TEST(invalid["message"] == "The content is missing.");
  BOOST_TEST(invalid["request_id"] == "r");
  const auto thrown = socket.ask(R"({"type":"Throw"})");
  BOOST_TEST(thrown["code"] == 1010);
  BOOST_TEST(base::to_text(thrown).find("secret") == std::string::npos);
  BOOST_REQUIRE(gateway->remove_owner("chat"));
  BOOST_TEST(socket.ask(R"({"type":"SendMessage","content":"hi"})")["code"] == 1007);
}

BOOST_AUTO_TEST_CASE(an_owner_takes_its_subscriptions_along) {
  const auto running = open();
  Socket socket(port());
  BOOST_TEST(socket.ask(R"({"type":"Subscribe","topic":"track.1"})")["type"] == "Subscribed");
  BOOST_REQUIRE(gateway->remove_owner("library"));
  BOOST_TEST(gateway->publish("track.1", "{}") == 0U);
  BOOST_TEST(socket.ask(R"({"type":"Subscribe","topic":"track.1"})")["code"] == 1007);
}

BOOST_AUTO_TEST_CASE(connections_are_announced_counted_and_addressed) {
  base::Guarded<std::vector<std::string>> seen;
  std::atomic<uint64_t> last = 0;
  const auto running = open();
  gateway->on_connect("chat", [&](const WsConnectionPtr& one) {
    last = one->id();
    seen.with([&](auto& list) { list.push_back("+" + one->principal()->username); });
  });
  gateway->on_connect("chat", [](const WsConnectionPtr&) { throw std::runtime_error("no"); });
  gateway->on_disconnect("chat", [&](const WsConnectionPtr& one) {
    seen.with([&](auto& list) { list.push_back("-" + one->principal()->username); });
  });
  {
    Socket socket(port(), "?token=ada");
    BOOST_TEST(eventually([&] { return last != 0; }));
    BOOST_REQUIRE(gateway->send(last, R"({"type":"Direct"})"));
    BOOST_TEST(socket.next()["type"] == "Direct");
    BOOST_TEST(gateway->open_connections() == 1U);
    BOOST_TEST(metrics.text().find("websocket_connections_active 1") != std::string::npos);
  }
  BOOST_TEST(eventually([&] { return seen.with([](const auto& list) { return list.size() == 2; }); }));
  BOOST_TEST(seen.with([](const auto& list) { return list == std::vector<std::string>{"+ada", "-ada"}; }));
  BOOST_TEST(gateway->open_connections() == 0U);
  BOOST_TEST(base::name(gateway->send(last, "{}").error().code) == "not_found");
  BOOST_TEST(metrics.text().find("websocket_connections_active 0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_revoked_session_is_closed) {
  const auto running = open();
  Socket ada(port(), "?token=ada");
  Socket root(port(), "?token=root");
  BOOST_TEST(ada.ask(R"({"type":"Ping"})")["type"] == "Pong");
  BOOST_TEST(root.ask(R"({"type":"Ping"})")["type"] == "Pong");
  BOOST_TEST(gateway->close_session("") == 0U);
  BOOST_TEST(gateway->close_session("sid-ada") == 1U);
  BOOST_TEST(ada.close_code() == 1008);
  BOOST_TEST(gateway->close_user("id-root") == 1U);
  BOOST_TEST(root.close_code() == 1008);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(open_slots)

BOOST_AUTO_TEST_CASE(slots_are_counted_by_key) {
  OpenSlots slots;
  auto one = slots.take("a", 2);
  auto two = slots.take("a", 2);
  BOOST_REQUIRE((one && two));
  BOOST_TEST(!slots.take("a", 2).has_value());
  BOOST_TEST(slots.take("b", 1).has_value());
  BOOST_TEST(!slots.take("c", 0).has_value());
  one->release();
  one->release();
  auto again = slots.take("a", 2);
  BOOST_TEST(again.has_value());
  BOOST_TEST(!slots.take("a", 2).has_value());
  auto moved = std::move(*two);
  two.reset();
  BOOST_TEST(!slots.take("a", 2).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
