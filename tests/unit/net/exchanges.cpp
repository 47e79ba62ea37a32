// Requests and their bodies: keep-alive, pipelining, 100-continue, spooling, admission.
#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "harness.h"

using namespace veza::net;
using namespace veza::net::test;

BOOST_AUTO_TEST_SUITE(exchanges)

namespace {

Response echo(Request&& request) {
  Response response = Response::text(200, std::string(request.body.view()));
  response.set("X-Spooled", request.body.is_spooled() ? "yes" : "no");
  return response;
}

std::string post(const std::string& path, const std::string& body, const std::string& fields = {}) {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields +
         "\r\n" + body;
}

std::string in_chunks(const std::string& body, size_t size) {
  std::string out;
  for (size_t at = 0; at < body.size(); at += size) {
    const std::string piece = body.substr(at, size);
    char head[32];
    std::snprintf(head, sizeof head, "%zx\r\n", piece.size());
    out += head + piece + "\r\n";
  }
  return out + "0\r\n\r\n";
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_connection_serves_request_after_request, Fixture) {
  const auto serving = start();
  Client client = connect();
  for (int i = 0; i < 5; ++i) {
    client.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(client.answer().body == "path=/" + std::to_string(i));
  }
  client.send("GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const Answer last = client.answer();
  BOOST_TEST(last.field("connection") == "close");
  BOOST_TEST(client.closed_by_server());
}

BOOST_FIXTURE_TEST_CASE(http_1_0_closes_unless_asked_to_stay, Fixture) {
  const auto serving = start();
  Client brief = connect();
  brief.send("GET / HTTP/1.0\r\n\r\n");
  BOOST_TEST(brief.answer().status == 200);
  BOOST_TEST(brief.closed_by_server());
  Client lasting = connect();
  for (int i = 0; i < 2; ++i) {
    lasting.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    BOOST_TEST(lasting.answer().field("connection") == "keep-alive");
  }
}

BOOST_FIXTURE_TEST_CASE(pipelined_requests_are_answered_in_order_whatever_thread_runs_them, Fixture) {
  hooks.admit = [](const Request& request) {
    Admission admission;
    if (request.path.back() % 2 == 0) admission.dispatch = Dispatch::inline_;
    return admission;
  };
  hooks.handle = [](Request&& request) { return Response::text(200, request.path + std::string(request.body.view())); };
  const auto serving = start();
  Client client = connect();
  std::string all;
  for (int i = 0; i < 200; ++i) {
    all += i % 3 == 0 ? post("/" + std::to_string(i), "+body")
                      : "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }
  client.send(all);
  for (int i = 0; i < 200; ++i) {
    BOOST_REQUIRE(client.answer().body == "/" + std::to_string(i) + (i % 3 == 0 ? "+body" : ""));
  }
}

BOOST_FIXTURE_TEST_CASE(bodies_arrive_whole_in_memory_or_spooled, Fixture) {
  TemporaryFolder folder;
  config.spool_dir = folder.path;
  config.limits.body_bytes = 4U << 20;
  hooks.handle = echo;
  const auto serving = start();
  for (const size_t size :
       {size_t{0}, size_t{1}, size_t{65536}, size_t{65537}, size_t{1} << 20, (size_t{3} << 20) + 7}) {
    const std::string body = pattern(size);
    Client client = connect();
    const Answer plain = client.send(post("/", body)).answer();
    BOOST_TEST((plain.body == body));
    BOOST_TEST(plain.field("x-spooled") == (size > 65536 ? "yes" : "no"));
    const Answer chunked =
        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + in_chunks(body, 10007))
            .answer();
    BOOST_TEST((chunked.body == body));
    BOOST_TEST(chunked.field("x-spooled") == (size > 65536 ? "yes" : "no"));
  }
  BOOST_TEST(std::filesystem::is_empty(folder.path), "a spooled body has no name");
}

BOOST_FIXTURE_TEST_CASE(what_came_of_a_broken_body_reaches_whoever_wants_it, Fixture) {
  TemporaryFolder folder;
  config.spool_dir = folder.path;
  config.limits.body_bytes = 1U << 20;
  hooks.admit = [](const Request& request) {
    Admission admission;
    admission.partial_body = request.path == "/wanted";
    return admission;
  };
  veza::base::Guarded<std::vector<std::string>> got;
  hooks.handle = [&](Request&& request) {
    got.with([&](auto& all) { all.push_back(request.path + " " + std::to_string(request.body.size())); });
    return Response::text(200, "");
  };
  const auto serving = start();
  const auto break_off = [&](const std::string& path, size_t sent, const std::string& length) {
    connect().send("PUT " + path + " HTTP/1.1\r\nHost: x\r\n" + length + "\r\n\r\n" + pattern(sent));
  };
  break_off("/other", 10, "Content-Length: 100");
  break_off("/wanted", 0, "Content-Length: 100");       // nothing came
  break_off("/wanted", 10, "Content-Length: 9999999");  // refused before
  break_off("/wanted", 100'000, "Content-Length: 200000");
  BOOST_TEST(eventually([&] { return got.with([](auto& all) { return !all.empty(); }); }));
  connect().send(post("/wanted", "whole")).answer();
  const std::vector<std::string> expected{"/wanted 100000", "/wanted 5"};
  BOOST_TEST(got.with([](auto& all) { return all; }) == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_spooled_body_can_be_given_a_name, Fixture) {
  TemporaryFolder folder;
  config.spool_dir = folder.path;
  const std::string kept = folder.path + "/kept";
  hooks.handle = [&](Request&& request) {
    const std::string link = "/proc/self/fd/" + std::to_string(request.body.fd());
    const bool linked = ::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, kept.c_str(), AT_SYMLINK_FOLLOW) == 0;
    return Response::text(200, linked ? "linked" : "not linked");
  };
  const auto serving = start();
  const std::string body = pattern(200'000);
  BOOST_TEST(connect().send(post("/", body)).answer().body == "linked");
  BOOST_TEST((veza::base::read_file(kept).value() == body));
}

BOOST_FIXTURE_TEST_CASE(continue_is_sent_when_the_body_is_wanted, Fixture) {
  hooks.handle = echo;
  const auto serving = start();
  Client client = connect();
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  BOOST_TEST(client.answer().body == "abc");
}

BOOST_FIXTURE_TEST_CASE(a_refusal_comes_before_the_body, Fixture) {
  std::atomic<bool> handled{false};
  hooks.admit = [](const Request& request) {
    Admission admission;
    if (request.path == "/private") admission.refusal = Response::text(401, "sign in");
    if (request.path == "/small") admission.body_limit = 10;
    return admission;
  };
  hooks.handle = [&](Request&&) {
    handled = true;
    return Response::empty(204);
  };
  const auto serving = start();
  Client waiting = connect();
  waiting.send("POST /private HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\nExpect: 100-continue\r\n\r\n");
  const Answer refused = waiting.answer();
  BOOST_TEST(refused.status == 401);
  BOOST_TEST(refused.body == "sign in");
  BOOST_TEST(waiting.closed_by_server());
  Client too_large = connect();
  too_large.send("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(too_large.answer().status == 413);
  // A short body is read past: the connection goes on.
  Client pipelining = connect();
  pipelining.send(post("/private", "abc") + post("/small", "abc"));
  BOOST_TEST(pipelining.answer().status == 401);
  BOOST_TEST(pipelining.answer().status == 204);
  BOOST_TEST(handled);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_pushes_a_refused_body_can_read_the_refusal, Fixture) {
  const auto serving = start();
  Client client = connect();
  client.send(post("/", std::string(3U << 20, 'a')));
  BOOST_TEST(client.answer().status == 413);
}

BOOST_FIXTURE_TEST_CASE(the_admission_reaches_handler_and_access_record, Fixture) {
  struct Seen {
    int status = 0;
    uint64_t bytes = 0;
    std::string method, target, route, request_id, peer;
    bool complete = false;
  };
  veza::base::Guarded<std::vector<Seen>> seen;
  hooks.admit = [](const Request& request) {
    Admission admission;
    admission.context = std::make_shared<std::string>("routed " + request.path);
    admission.route = "GET /{id}";
    return admission;
  };
  hooks.handle = [](Request&& request) {
    Response response = Response::text(200, *static_cast<std::string*>(request.context.get()));
    response.set("X-Request-Id", "r-1");
    return response;
  };
  hooks.access = [&](const AccessRecord& record) {
    seen.with([&](auto& list) {
      list.push_back({record.status, record.bytes, std::string(record.method), std::string(record.target),
                      std::string(record.route), std::string(record.request_id), std::string(record.peer),
                      record.complete});
    });
  };
  const auto serving = start();
  BOOST_TEST(get("/7?x").body == "routed /7");
  BOOST_TEST(connect().send("nonsense\r\n\r\n").answer().status == 400);
  BOOST_REQUIRE(eventually([&] { return seen.with([](auto& list) { return list.size() == 2; }); }));
  const auto list = seen.with([](auto& all) { return all; });
  BOOST_TEST(list[0].status == 200);
  BOOST_TEST(list[0].bytes == 9U);
  BOOST_TEST(list[0].method == "GET");
  BOOST_TEST(list[0].target == "/7?x");
  BOOST_TEST(list[0].route == "GET /{id}");
  BOOST_TEST(list[0].request_id == "r-1");
  BOOST_TEST(list[0].peer == "127.0.0.1");
  BOOST_TEST(list[0].complete);
  BOOST_TEST(list[1].status == 400);
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_throws_is_a_500_and_nothing_more, Fixture) {
  hooks.admit = [](const Request& request) {
    Admission admission;
    if (request.path == "/inline") admission.dispatch = Dispatch::inline_;
    if (request.path == "/admit") throw std::runtime_error("no admission");
    return admission;
  };
  hooks.handle = [](Request&& request) -> Response {
    if (request.path == "/odd") throw 5;
    if (request.path == "/fine") return Response::empty(204);
    throw std::runtime_error("it broke");
  };
  const auto serving = start();
  for (const char* path : {"/worker", "/inline", "/odd", "/admit"}) BOOST_TEST(get(path).status == 500, path);
  BOOST_TEST(get("/fine").status == 204);
  BOOST_TEST(faults.with([](auto& list) { return list.size(); }) == 4U);
}

BOOST_FIXTURE_TEST_CASE(a_handler_cannot_split_the_response, Fixture) {
  hooks.handle = [](Request&& request) {
    Response response = Response::text(200, "body");
    if (request.path == "/value") response.set("X-A", "b\r\nSet-Cookie: c");
    if (request.path == "/name") response.set("X A", "b");
    if (request.path == "/owned") response.set("Content-Length", "9").set("Transfer-Encoding", "chunked");
    return response;
  };
  const auto serving = start();
  for (const char* path : {"/value", "/name"}) {
    const Answer answer = get(path);
    BOOST_TEST(answer.status == 500);
    BOOST_TEST(!answer.fields.count("set-cookie"));
  }
  const Answer owned = get("/owned");
  BOOST_TEST(owned.body == "body");
  BOOST_TEST(!owned.fields.count("transfer-encoding"));
}

BOOST_FIXTURE_TEST_CASE(the_refuse_hook_writes_the_servers_own_answers, Fixture) {
  hooks.refuse = [](int status, std::string_view reason, const Request* request) {
    return Response::json(status,
                          "{\"reason\":\"" + std::string(reason) + "\",\"known\":" + (request ? "true}" : "false}"));
  };
  const auto serving = start();
  BOOST_TEST(connect().send("nonsense\r\n\r\n").answer().body.find("\"known\":false") != std::string::npos);
  BOOST_TEST(connect().send(post("/", std::string(2U << 20, 'a'))).answer().body.find("\"known\":true") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(every_status_has_a_line_a_client_can_read, Fixture) {
  hooks.handle = [](Request&& request) { return Response::text(std::stoi(request.path.substr(1)), "x"); };
  const auto serving = start();
  for (const int status : {200, 201, 204, 301, 304, 404, 418, 429, 503, 599}) {
    BOOST_TEST(get("/" + std::to_string(status)).status == status);
  }
  // A handler cannot send an interim response as if it were the final one.
  BOOST_TEST(get("/100").status == 500);
}

BOOST_AUTO_TEST_SUITE_END()
