// WebSockets: handshake, the conformance table of RFC 6455, order, limits, closing.
#include "net/websocket.h"

#include <sys/socket.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "websocket_client.h"

using namespace veza::net;
using namespace veza::net::test;

BOOST_AUTO_TEST_SUITE(websocket)

namespace {

// Echoes every message; remembers how sockets closed.
struct Echo : Fixture {
  Echo() {
    hooks.handle = [this](Request&& request) {
      UpgradeOptions options;
      options.protocol = "veza";
      options.data = std::make_shared<std::string>(request.path);
      return upgrade(request, handlers, std::move(options));
    };
    handlers.on_message = [](const WebSocketPtr& socket, std::string_view message, bool binary) {
      socket->send(binary ? binary_frame(message) : text_frame(message));
    };
    handlers.on_close = [this](const WebSocketPtr&, uint16_t code) {
      closed.with([&](auto& codes) { codes.push_back(code); });
    };
  }

  std::vector<uint16_t> close_codes(size_t count) {
    BOOST_TEST(eventually([&] { return closed.with([&](auto& codes) { return codes.size() >= count; }); }));
    return closed.with([](auto& codes) { return codes; });
  }

  WebSocketHandlers handlers;
  veza::base::Guarded<std::vector<uint16_t>> closed;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(handshakes_that_must_fail, Echo) {
  const auto serving = start();
  const std::string good = handshake("/");
  const auto without = [&](const std::string& line) {
    std::string text = good;
    return text.erase(text.find(line), line.size());
  };
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  const std::pair<std::string, int> cases[] = {
      {with("GET", "POST"), 405},
      {without("Upgrade: websocket\r\n"), 426},
      {with("Upgrade: websocket", "Upgrade: h2c"), 426},
      {with("Connection: Upgrade", "Connection: keep-alive"), 426},
      {with("Version: 13", "Version: 8"), 426},
      {without("Sec-WebSocket-Version: 13\r\n"), 426},
      {without("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 400},
      {with("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ"), 400},
      {with("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), 400},
      {with("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j*Q=="), 400},
      {handshake("/", "Origin: https://evil.example\r\n"), 403},
      {handshake("/", "Origin: null\r\n"), 403},
  };
  for (const auto& [bytes, status] : cases) {
    const Answer answer = connect().send(bytes).answer();
    BOOST_TEST(answer.status == status, bytes);
    if (status == 426) BOOST_TEST(!(answer.field("upgrade") + answer.field("sec-websocket-version")).empty());
  }
  for (const char* fields : {"Origin: http://x\r\n", "Origin: https://X\r\n", "Sec-WebSocket-Protocol: a, veza\r\n"}) {
    BOOST_TEST(connect().send(handshake("/", fields)).answer().status == 101, fields);
  }
  BOOST_TEST(
      connect().send(handshake("/", "Sec-WebSocket-Protocol: a, veza\r\n")).answer().field("sec-websocket-protocol") ==
      "veza");
}

BOOST_FIXTURE_TEST_CASE(messages_of_every_length_come_back, Echo) {
  const auto serving = start();
  WebSocketClient client(port());
  for (const size_t size : {0U, 1U, 125U, 126U, 127U, 65535U, 65536U}) {
    client.send_text(std::string(size, 'a'));
    const ReceivedFrame echo = client.message();
    BOOST_TEST(echo.opcode == 1);
    BOOST_TEST((echo.payload == std::string(size, 'a')));
  }
  client.send(client_frame(2, std::string("\x00\xff", 2)));
  const ReceivedFrame binary = client.message();
  BOOST_TEST(binary.opcode == 2);
  BOOST_TEST((binary.payload == std::string("\x00\xff", 2)));
}

BOOST_FIXTURE_TEST_CASE(fragments_are_joined_and_pings_answered_in_between, Echo) {
  const auto serving = start();
  WebSocketClient client(port());
  client.send(client_frame(1, "Hel", {false}) + client_frame(9, "ping") + client_frame(0, "lo", {true}));
  const ReceivedFrame pong = client.frame();
  BOOST_TEST(pong.opcode == 10);
  BOOST_TEST(pong.payload == "ping");
  BOOST_TEST(client.message().payload == "Hello");
  for (const char c : client_frame(1, "byte by byte")) client.send(std::string_view(&c, 1));
  BOOST_TEST(client.message().payload == "byte by byte");
}

BOOST_FIXTURE_TEST_CASE(what_the_protocol_forbids_closes_with_its_code, Echo) {
  config.limits.websocket_message_bytes = 1000;
  const auto serving = start();
  struct Case {
    const char* name;
    std::string bytes;
    int code;
  };
  const Case cases[] = {
      {"unmasked frame", client_frame(1, "a", {true, false}), 1002},
      {"reserved bit 1", client_frame(1, "a", {true, true, 4}), 1002},
      {"reserved bit 3", client_frame(1, "a", {true, true, 1}), 1002},
      {"opcode 3", client_frame(3, "a"), 1002},
      {"opcode 11", client_frame(11, "a"), 1002},
      {"fragmented ping", client_frame(9, "a", {false}), 1002},
      {"ping of 126 bytes", client_frame(9, std::string(126, 'a')), 1002},
      {"continuation without a start", client_frame(0, "a"), 1002},
      {"text inside a text", client_frame(1, "a", {false}) + client_frame(1, "b"), 1002},
      {"close of one byte", client_frame(8, "a"), 1002},
      {"close with code 999", client_frame(8, close_payload(999)), 1002},
      {"close with code 1005", client_frame(8, close_payload(1005)), 1002},
      {"close with code 1006", client_frame(8, close_payload(1006)), 1002},
      {"close with code 2000", client_frame(8, close_payload(2000)), 1002},
      {"close with a reason that is not UTF-8", client_frame(8, close_payload(1000, "\xff")), 1007},
      {"text that is not UTF-8", client_frame(1, "\xc3\x28"), 1007},
      {"an overlong form", client_frame(1, "\xc0\xaf"), 1007},
      {"a surrogate", client_frame(1, "\xed\xa0\x80"), 1007},
      {"text cut inside a character", client_frame(1, "\xe2\x82"), 1007},
      {"bad UTF-8 over fragments", client_frame(1, "\xe2", {false}) + client_frame(0, "a"), 1007},
      {"a message too big", client_frame(1, std::string(1001, 'a')), 1009},
      {"a message too big in fragments",
       client_frame(1, std::string(600, 'a'), {false}) + client_frame(0, std::string(600, 'a')), 1009},
      {"length in 8 bytes with the high bit",
       std::string("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                   "mask",
                   14),
       1002},
      {"length not minimal, 2 bytes",
       std::string("\x81\xfe\x00\x01"
                   "mask"
                   "a",
                   9),
       1002},
      {"length not minimal, 8 bytes",
       std::string("\x81\xff\0\0\0\0\0\0\0\x01"
                   "mask"
                   "a",
                   15),
       1002},
  };
  size_t count = 0;
  for (const Case& one : cases) {
    BOOST_TEST_CONTEXT(one.name) {
      WebSocketClient client(port());
      client.send(one.bytes);
      const ReceivedFrame close = client.message();
      BOOST_TEST(close.opcode == 8);
      BOOST_TEST(close.close_code() == one.code);
      BOOST_TEST(client.closed_by_server());
      BOOST_TEST(close_codes(++count).back() == one.code);
    }
  }
  BOOST_TEST(faults.with([](auto& list) { return list.empty(); }));
}

BOOST_FIXTURE_TEST_CASE(the_closing_handshake_is_answered, Echo) {
  const auto serving = start();
  for (const int code : {1000, 1001, 3000, 4999}) {
    WebSocketClient client(port());
    client.send(client_frame(8, close_payload(code, "bye")));
    BOOST_TEST(client.message().close_code() == code);
    BOOST_TEST(client.closed_by_server());
  }
  WebSocketClient bare(port());
  bare.send(client_frame(8, ""));
  BOOST_TEST(bare.message().opcode == 8);
  { WebSocketClient gone(port()); }
  auto codes = close_codes(6);
  std::sort(codes.begin(), codes.end());
  BOOST_TEST(codes == (std::vector<uint16_t>{1000, 1001, 1005, 1006, 3000, 4999}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(the_server_can_close_and_send_from_any_thread, Echo) {
  veza::base::Guarded<WebSocketPtr> kept;
  handlers.on_open = [&](const WebSocketPtr& socket) {
    kept.with([&](auto& pointer) { pointer = socket; });
    socket->send_text("welcome to " + *static_cast<std::string*>(socket->data().get()));
  };
  const auto serving = start();
  WebSocketClient client(port(), "/room");
  BOOST_TEST(client.message().payload == "welcome to /room");
  const WebSocketPtr socket = kept.with([](auto& pointer) { return pointer; });
  BOOST_TEST(socket->send_text("from elsewhere"));
  BOOST_TEST(client.message().payload == "from elsewhere");
  socket->close(4001, "enough");
  BOOST_TEST(!socket->send_text("too late"));
  const ReceivedFrame close = client.message();
  BOOST_TEST(close.close_code() == 4001);
  BOOST_TEST(close.payload.substr(2) == "enough");
  client.send(client_frame(8, close_payload(4001)));
  BOOST_TEST(client.closed_by_server());
  BOOST_TEST(close_codes(1).back() == 4001);
  BOOST_TEST(!socket->is_open());
}

BOOST_FIXTURE_TEST_CASE(messages_keep_their_order_and_a_slow_handler_holds_the_socket_back, Echo) {
  std::atomic<int> running{0}, most{0};
  handlers.on_message = [&](const WebSocketPtr& socket, std::string_view message, bool) {
    most = std::max(most.load(), ++running);
    socket->send_text(message);
    --running;
  };
  // All answers may have to wait: on a busy machine the handler runs ahead of the loop that writes them.
  config.limits.websocket_queue_messages = 2000;
  const auto serving = start();
  WebSocketClient client(port());
  std::string all;
  for (int i = 0; i < 2000; ++i) all += client_frame(1, std::to_string(i));
  const std::jthread sender([&] { client.send(all); });
  for (int i = 0; i < 2000; ++i) BOOST_REQUIRE_EQUAL(client.message().payload, std::to_string(i));
  BOOST_TEST(most == 1, "two callbacks of one socket never run at once");
}

BOOST_FIXTURE_TEST_CASE(a_callback_that_throws_closes_its_socket_only, Echo) {
  handlers.on_message = [](const WebSocketPtr&, std::string_view, bool) { throw std::runtime_error("broken"); };
  const auto serving = start();
  WebSocketClient client(port());
  client.send_text("x");
  BOOST_TEST(client.message().close_code() == 1011);
  BOOST_TEST(WebSocketClient(port()).fd() >= 0);
}

BOOST_FIXTURE_TEST_CASE(the_server_pings_and_drops_who_never_answers, Echo) {
  config.deadlines.websocket_ping = 100;
  config.deadlines.websocket_pong = 400;
  const auto serving = start();
  WebSocketClient silent(port());
  BOOST_TEST(silent.frame().opcode == 9);
  BOOST_TEST(close_codes(1).back() == 1006);
  WebSocketClient alive(port());
  for (int i = 0; i < 8; ++i) {
    BOOST_TEST(alive.frame().opcode == 9);
    alive.send(client_frame(10, ""));
  }
}

BOOST_FIXTURE_TEST_CASE(drain_closes_with_1012, Echo) {
  const auto serving = start();
  WebSocketClient client(port());
  std::atomic<bool> drained{false};
  std::thread draining([&] { drained = server->drain(9000); });
  BOOST_TEST(client.message().close_code() == 1012);
  client.send(client_frame(8, close_payload(1012)));
  BOOST_TEST(client.closed_by_server());
  ::shutdown(client.fd(), SHUT_RDWR);
  draining.join();
  BOOST_TEST(drained);
  BOOST_TEST(close_codes(1).back() == 1012);
}

BOOST_FIXTURE_TEST_CASE(stop_tells_every_open_socket, Echo) {
  const auto serving = start();
  WebSocketClient one(port()), two(port());
  one.send_text("a");
  BOOST_TEST(one.message().payload == "a");
  server->stop();
  BOOST_TEST(close_codes(2).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
