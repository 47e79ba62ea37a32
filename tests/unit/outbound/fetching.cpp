// What a fetch sends, what it takes, and what it makes of servers that mean no good.
#include <boost/test/unit_test.hpp>

#include "outbound/client.h"
#include "peer.h"

namespace veza::outbound {
namespace {

using base::Code;

struct Fetching {
  Config config;
  Fetching() {
    config.allow = {"127.0.0.0/8"};
    config.user_agent = "Veza/1 (test)";
    config.lookup = [](const std::string&) -> base::Result<std::vector<Address>> {
      return std::vector{*parse_address("127.0.0.2")};
    };
  }
  base::Result<Response> operator()(const Request& request) const {
    return Client::create(config).value()->fetch(request);
  }
};

std::string at(const test::Peer& peer, const std::string& path, const std::string& host = "some.test") {
  return "http://" + host + ":" + std::to_string(peer.port()) + path;
}

BOOST_AUTO_TEST_SUITE(outbound_fetching)

BOOST_AUTO_TEST_CASE(a_request_is_sent_as_it_was_given) {
  test::Peer peer("127.0.0.2", [](const test::Call& call) {
    call.answer("201 Created", "X-One: 1\r\nX-One: 2\r\nContent-Type:  text/plain \r\n", "hello");
  });
  // Whatever proxy the environment names is not asked.
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  const auto answer = Fetching()({.method = "POST",
                                  .url = at(peer, "/a?b=c"),
                                  .headers = {{"X-Given", "yes"}, {"X-Empty", ""}},
                                  .body = std::string("a\0b", 3)});
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  BOOST_REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
  BOOST_TEST(answer->status == 201);
  BOOST_TEST(answer->body == "hello");
  BOOST_TEST(answer->header("x-one") == "1");
  BOOST_TEST(answer->header("content-type") == "text/plain");
  BOOST_TEST(answer->header("nothing").empty());
  const auto request = peer.requests().at(0);
  BOOST_TEST(request.starts_with("POST /a?b=c HTTP/1.1\r\nHost: some.test:"));
  BOOST_TEST(request.ends_with(std::string("\r\n\r\na\0b", 7)));
  for (const char* line :
       {"User-Agent: Veza/1 (test)\r\n", "X-Given: yes\r\n", "X-Empty:\r\n", "Content-Length: 3\r\n"}) {
    BOOST_TEST(request.find(line) != request.npos, line);
  }
  for (const char* none : {"Expect", "Accept-Encoding", "Content-Type", "Cookie", "Proxy"}) {
    BOOST_TEST(request.find(none) == request.npos, none);
  }
}

BOOST_AUTO_TEST_CASE(every_method_and_a_connection_for_all) {
  test::Peer peer("127.0.0.2", [](const test::Call& call) { call.answer("200 OK", "", "x"); });
  const auto client = Client::create(Fetching().config).value();
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    const auto answer = client->fetch({.method = method, .url = at(peer, "/")});
    BOOST_REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
    BOOST_TEST(answer->status == 200);
    BOOST_TEST(peer.requests().back().starts_with(std::string(method) + " "));
  }
  BOOST_TEST(peer.connections() == 1);
}

BOOST_AUTO_TEST_CASE(requests_that_would_be_more_than_one_are_refused) {
  test::Peer peer("127.0.0.2", [](const test::Call& call) { call.answer("200 OK", "", "x"); });
  const std::vector<Request> table = {
      {.method = "GET / HTTP/1.1\r\nX: y", .url = at(peer, "/")},
      {.method = "CONNECT", .url = at(peer, "/")},
      {.method = "get", .url = at(peer, "/")},
      {.url = at(peer, "/"), .headers = {{"X", "a\r\nY: b"}}},
      {.url = at(peer, "/"), .headers = {{"X", "a\nb"}}},
      {.url = at(peer, "/"), .headers = {{"X", std::string("a\0b", 3)}}},
      {.url = at(peer, "/"), .headers = {{"X: y\r\nZ", "a"}}},
      {.url = at(peer, "/"), .headers = {{"", "a"}}},
      {.url = at(peer, "/"), .headers = {{"X y", "a"}}},
      {.url = at(peer, "/"), .headers = {{"Host", "other"}}},
      {.url = at(peer, "/"), .headers = {{"content-length", "0"}}},
      {.url = at(peer, "/"), .headers = {{"Transfer-Encoding", "chunked"}}},
      {.url = at(peer, "/"), .headers = {{"Connection", "close"}}},
      {.url = at(peer, "/"), .headers = {{"Accept-Encoding", "gzip"}}},
  };
  for (const auto& request : table) {
    const auto answer = Fetching()(request);
    BOOST_REQUIRE(!answer);
    BOOST_TEST((answer.error().code == Code::invalid));
  }
  BOOST_TEST(peer.connections() == 0);
}

BOOST_AUTO_TEST_CASE(redirects_change_what_is_sent_as_a_browser_would) {
  struct Row {
    int status;
    const char *method, *then;
    bool with_body;
  };
  for (const Row& row : {Row{301, "POST", "GET", false}, Row{302, "POST", "GET", false}, Row{303, "PUT", "GET", false},
                         Row{307, "POST", "POST", true}, Row{308, "PUT", "PUT", true}, Row{302, "HEAD", "HEAD", false},
                         Row{302, "DELETE", "DELETE", false}}) {
    test::Peer peer("127.0.0.2", [&](const test::Call& call) {
      if (call.has(" /first "))
        return call.answer(std::to_string(row.status) + " Elsewhere", "Location: /then\r\n", "");
      call.answer("200 OK", "", "");
    });
    const bool sends = row.method != std::string("HEAD") && row.method != std::string("DELETE");
    const auto answer = Fetching()({.method = row.method,
                                    .url = at(peer, "/first"),
                                    .headers = {{"Authorization", "Bearer x"}},
                                    .body = sends ? "body" : ""});
    BOOST_REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
    BOOST_TEST(answer->url == at(peer, "/then"));
    const auto second = peer.requests().at(1);
    BOOST_TEST(second.starts_with(std::string(row.then) + " /then "), second);
    BOOST_TEST(second.ends_with("body") == row.with_body);
    // The same origin may know.
    BOOST_TEST((second.find("Authorization") != second.npos));
  }
}

BOOST_AUTO_TEST_CASE(another_origin_learns_nothing) {
  test::Peer other("127.0.0.2", [](const test::Call& call) { call.answer("200 OK", "", ""); });
  test::Peer first("127.0.0.2", [&](const test::Call& call) {
    call.answer(call.has("POST") ? "307 Elsewhere" : "302 Elsewhere", "Location: " + at(other, "/") + "\r\n", "");
  });
  const Fields fields = {{"Authorization", "Bearer x"}, {"Cookie", "a=b"}, {"X-Api-Key", "k"}, {"Accept", "text/html"}};
  BOOST_TEST(Fetching()({.url = at(first, "/"), .headers = fields}).has_value());
  const auto request = other.requests().at(0);
  for (const char* secret : {"Authorization", "Cookie", "X-Api-Key"}) BOOST_TEST(request.find(secret) == request.npos);
  BOOST_TEST(request.find("Accept: text/html") != request.npos);

  const auto sent = Fetching()({.method = "POST", .url = at(first, "/"), .headers = fields, .body = "secret=1"});
  BOOST_REQUIRE(!sent);
  BOOST_TEST((sent.error().code == Code::forbidden));
  BOOST_TEST(other.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(redirects_have_an_end) {
  test::Peer peer("127.0.0.2", [](const test::Call& call) { call.answer("302 Found", "Location: /again\r\n", ""); });
  const auto endless = Fetching()({.url = at(peer, "/")});
  BOOST_REQUIRE(!endless);
  BOOST_TEST(endless.error().message.find("redirects too often") != std::string::npos);
  BOOST_TEST(peer.requests().size() == 4U);
  const auto none = Fetching()({.url = at(peer, "/"), .max_redirects = 0});
  BOOST_REQUIRE(none.has_value());
  BOOST_TEST(none->status == 302);
}

BOOST_AUTO_TEST_CASE(answers_that_do_not_end_are_cut) {
  const std::string piece(1000, 'x');
  struct Row {
    const char* name;
    std::function<void(const test::Call&)> serve;
    Code code;
  };
  const std::vector<Row> table = {
      {"a body that never ends",
       [&](const test::Call& call) {
         call.send("HTTP/1.1 200 OK\r\n\r\n");
         while (call.send(piece)) {
         }
       },
       Code::too_large},
      {"chunks that never end",
       [&](const test::Call& call) {
         call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
         while (call.send("3e8\r\n" + piece + "\r\n")) {
         }
       },
       Code::too_large},
      {"a body that says it is endless",
       [&](const test::Call& call) { call.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + piece); },
       Code::unavailable},
      {"a head that never ends",
       [&](const test::Call& call) {
         call.send("HTTP/1.1 200 OK\r\n");
         while (call.send("X-Field: " + piece + "\r\n")) {
         }
       },
       Code::too_large},
      {"a trickle",
       [](const test::Call& call) {
         call.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
         while (call.send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
       },
       Code::unavailable},
      {"a head that trickles",
       [](const test::Call& call) {
         while (call.send("HTTP/1.1 100 Continue\r\n\r\n")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
       },
       Code::unavailable},
      {"silence", [](const test::Call&) {}, Code::unavailable},
  };
  for (const auto& row : table) {
    test::Peer peer("127.0.0.2", row.serve);
    const auto answer = Fetching()({.url = at(peer, "/"), .max_bytes = 10'000, .timeout_ms = 1'000});
    BOOST_REQUIRE_MESSAGE(!answer, row.name);
    BOOST_TEST((answer.error().code == row.code), row.name << ": " << answer.error().message);
    BOOST_TEST(answer.error().message.find("fetching from http://some.test:") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(answers_that_are_none_are_failures) {
  for (const char* bytes :
       {"", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "HTTP/1.1 200 OK\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}) {
    // The connection ends behind it: a peer of its own each time.
    auto peer = std::make_unique<test::Peer>("127.0.0.2", [&](const test::Call& call) {
      call.send(bytes);
      call.hang_up();
    });
    const auto answer = Fetching()({.url = at(*peer, "/"), .timeout_ms = 5'000});
    BOOST_TEST(!answer.has_value(), bytes);
    if (!answer) BOOST_TEST((answer.error().code == Code::unavailable), answer.error().message);
  }
}

BOOST_AUTO_TEST_CASE(what_is_compressed_stays_so) {
  // 10 MiB of zeros would come of these few bytes; they are given on as they came, and were not asked for.
  const std::string bomb("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03 and so on", 20);
  test::Peer peer("127.0.0.2",
                  [&](const test::Call& call) { call.answer("200 OK", "Content-Encoding: gzip\r\n", bomb); });
  const auto answer = Fetching()({.url = at(peer, "/"), .max_bytes = 20});
  BOOST_REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
  BOOST_TEST(answer->body == bomb);
  BOOST_TEST(answer->header("content-encoding") == "gzip");
}

BOOST_AUTO_TEST_CASE(plain_text_is_no_tls) {
  test::Peer peer("127.0.0.2", [](const test::Call& call) { call.answer("200 OK", "", ""); });
  const auto answer = Fetching()({.url = "https://some.test:" + std::to_string(peer.port()) + "/secret?token=1"});
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().code == Code::unavailable));
  // A message may be shown or logged: no path, no query.
  BOOST_TEST(answer.error().message.find("secret") == std::string::npos);
  BOOST_TEST(answer.error().message.find("token") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::outbound
