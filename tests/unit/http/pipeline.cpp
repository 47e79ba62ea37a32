#include "http/pipeline.h"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "http/security_headers.h"
#include "support.h"

using namespace veza;
using namespace veza::http;
using test::json;
using test::route;
using test::says;
using test::Site;

BOOST_FIXTURE_TEST_SUITE(pipeline_, Site)

BOOST_AUTO_TEST_CASE(a_request_reaches_its_handler_with_everything_known) {
  BOOST_REQUIRE(router.add(route("POST", "/api/v1/tracks/{id}", [](Context& context) {
    return success({{"id", context.param("id")},
                    {"user", context.principal().username},
                    {"ip", context.client_ip},
                    {"host", context.host},
                    {"request_id", context.request_id},
                    {"body", json_body(context).value()}});
  })));
  const auto running = start();
  const auto answer =
      ask("POST", "/api/v1/tracks/a%20b",
          "Authorization: Bearer ada\r\nX-Request-Id: abc\r\nContent-Type: application/json\r\n", R"({"title":"x"})");
  BOOST_TEST(answer.status == 200);
  const auto data = json(answer)["data"];
  BOOST_TEST(data["id"] == "a b");
  BOOST_TEST(data["user"] == "ada");
  BOOST_TEST(data["ip"] == "127.0.0.1");
  BOOST_TEST(data["host"] == "veza.test");
  BOOST_TEST(data["request_id"] == "abc");
  BOOST_TEST(data["body"]["title"] == "x");
  BOOST_TEST(answer.field("x-request-id") == "abc");
}

BOOST_AUTO_TEST_CASE(every_answer_carries_the_security_headers) {
  BOOST_REQUIRE(router.add(route("GET", "/api/v1/a", says("a"))));
  BOOST_REQUIRE(router.add(route("GET", "/page", [](Context&) {
    auto response = net::Response::text(200, "p", "text/html");
    response.set("Cache-Control", "max-age=60").set("X-Frame-Options", "SAMEORIGIN");
    return response;
  })));
  const auto running = start();
  for (const char* target : {"/api/v1/a", "/nothing", "/page"}) {
    const auto answer = ask("GET", target);
    BOOST_TEST(answer.field("content-security-policy") == content_security_policy(""));
    BOOST_TEST(answer.field("x-content-type-options") == "nosniff");
    BOOST_TEST(!answer.field("referrer-policy").empty());
    BOOST_TEST(!answer.field("permissions-policy").empty());
    BOOST_TEST(answer.field("cross-origin-opener-policy") == "same-origin");
    BOOST_TEST(answer.field("strict-transport-security") == "");
    BOOST_TEST(!answer.field("x-request-id").empty());
  }
  BOOST_TEST(ask("GET", "/api/v1/a").field("cache-control") == "no-store");
  BOOST_TEST(ask("GET", "/api/v1/a").field("x-frame-options") == "DENY");
  BOOST_TEST(ask("GET", "/page").field("cache-control") == "max-age=60");
  BOOST_TEST(ask("GET", "/page").field("x-frame-options") == "SAMEORIGIN");
  // Refused by the server itself, before there is a request.
  const auto malformed = connect().send("GET / HTTP/1.1\r\nbad header\r\n\r\n").answer();
  BOOST_TEST(malformed.status == 400);
  BOOST_TEST(json(malformed)["error"]["code"] == "malformed_request");
  BOOST_TEST(malformed.field("x-frame-options") == "DENY");
  BOOST_TEST(json(malformed)["error"]["request_id"] == malformed.field("x-request-id"));
}

BOOST_AUTO_TEST_CASE(behind_tls_browsers_are_told_to_stay_there) {
  config.trusted_proxies = {"127.0.0.0/8"};
  BOOST_REQUIRE(router.add(route("GET", "/a", says("a"))));
  const auto running = start();
  BOOST_TEST(!ask("GET", "/a", "X-Forwarded-Proto: https\r\n").field("strict-transport-security").empty());
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_ends_as_an_answer) {
  BOOST_REQUIRE(router.add(route(
      "GET", "/throws", [](Context&) -> net::Response { throw std::runtime_error("secret detail"); }, "bad-plugin")));
  BOOST_REQUIRE(router.add(route(
      "GET", "/throws/odd", [](Context&) -> net::Response { throw 7; }, "bad-plugin")));
  Route on_reactor = route(
      "GET", "/throws/inline", [](Context&) -> net::Response { throw std::bad_alloc(); }, "bad-plugin");
  on_reactor.run_inline = true;
  BOOST_REQUIRE(router.add(std::move(on_reactor)));
  BOOST_REQUIRE(router.add(route("GET", "/fine", says("fine"))));
  const auto running = start();
  for (const char* target : {"/throws", "/throws/odd", "/throws/inline"}) {
    const auto answer = ask("GET", target);
    BOOST_TEST(answer.status == 500);
    BOOST_TEST(json(answer)["error"]["code"] == "internal");
    BOOST_TEST(json(answer)["error"]["request_id"] == answer.field("x-request-id"));
    BOOST_TEST(answer.body.find("secret") == std::string::npos);
  }
  BOOST_TEST(ask("GET", "/fine").body == "fine");
  const auto lines = sink->with_message("a handler threw an exception");
  BOOST_REQUIRE_EQUAL(lines.size(), 3U);
  BOOST_TEST(lines[0]["owner"] == "bad-plugin");
  BOOST_TEST(lines[0]["exception"] == "secret detail");
  BOOST_TEST(lines[0]["route"] == "GET /throws");
}

BOOST_AUTO_TEST_CASE(an_upload_is_refused_by_its_head) {
  Route upload = route("POST", "/api/v1/tracks", says("stored"));
  upload.permission = "track:create";
  upload.body_limit = 1ULL << 30;
  BOOST_REQUIRE(router.add(std::move(upload)));
  BOOST_REQUIRE(router.add(route("POST", "/api/v1/small", says("stored"))));
  const auto running = start();
  const auto head = [](const char* target, const char* length, const std::string& fields) {
    return std::string("POST ") + target +
           " HTTP/1.1\r\nHost: veza.test\r\nExpect: 100-continue\r\nContent-Length: " + length + "\r\n" + fields +
           "\r\n";
  };
  // The body is never sent: each answer must come from the head alone.
  BOOST_TEST(connect().send(head("/api/v1/tracks", "1073741824", "")).answer().status == 401);
  BOOST_TEST(connect().send(head("/api/v1/tracks", "1073741825", "Authorization: Bearer ada\r\n")).answer().status ==
             413);
  BOOST_TEST(connect().send(head("/api/v1/small", "1048577", "")).answer().status == 413);
  const auto too_large = connect().send(head("/api/v1/small", "1048577", "")).answer();
  BOOST_TEST(json(too_large)["error"]["code"] == "too_large");
  BOOST_TEST(ask("POST", "/api/v1/tracks", "Authorization: Bearer ada\r\n", std::string(300'000, 'x')).body ==
             "stored");
}

BOOST_AUTO_TEST_CASE(limits_answer_429_over_the_wire) {
  config.limits.per_ip = {0.001, 2};
  BOOST_REQUIRE(router.add(route("GET", "/a", says("a"))));
  const auto running = start();
  auto client = connect();
  for (const int expected : {200, 200, 429}) {
    const auto answer = client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").answer();
    BOOST_TEST(answer.status == expected);
    if (expected == 429) BOOST_TEST(answer.field("retry-after") != "");
  }
}

BOOST_AUTO_TEST_CASE(requests_are_counted_and_logged) {
  BOOST_REQUIRE(router.add(route("GET", "/a/{id}", says("four"))));
  BOOST_REQUIRE(router.add(route("DELETE", "/a/{id}", says("gone"))));
  const auto running = start();
  BOOST_TEST(ask("GET", "/a/1?token=hidden", "Authorization: Bearer ada\r\n").status == 200);
  BOOST_TEST(ask("GET", "/a/2").status == 200);
  BOOST_TEST(ask("GET", "/nothing").status == 404);
  BOOST_TEST(metrics.text().find("http_refusals_total{code=\"csrf_failed\"} 0") != std::string::npos);
  BOOST_TEST(ask("DELETE", "/a/1", "Origin: http://evil.test\r\n").status == 403);
  BOOST_REQUIRE(net::test::eventually([&] { return sink->with_message("request").size() == 4; }));
  const auto lines = sink->with_message("request");
  BOOST_TEST(lines[0]["path"] == "/a/1");
  BOOST_TEST(lines[0]["route"] == "GET /a/{id}");
  BOOST_TEST(lines[0]["user_id"] == "id-ada");
  BOOST_TEST(lines[0]["status"] == 200);
  BOOST_TEST(lines[0]["bytes"] == 4);
  BOOST_TEST(lines[0]["client_ip"] == "127.0.0.1");
  BOOST_TEST(base::to_text(lines[0]).find("hidden") == std::string::npos);
  const std::string text = metrics.text();
  BOOST_TEST(text.find("http_requests_total{method=\"GET\",route=\"/a/{id}\",status=\"2xx\"} 2") != std::string::npos);
  BOOST_TEST(text.find("http_requests_total{method=\"\",route=\"unmatched\",status=\"4xx\"} 1") != std::string::npos);
  BOOST_TEST(text.find("http_request_duration_seconds_count{method=\"GET\",route=\"/a/{id}\"} 2") != std::string::npos);
  BOOST_TEST(text.find("http_refusals_total{code=\"csrf_failed\"} 1") != std::string::npos);
  BOOST_TEST(text.find("http_refusals_total{code=\"other\"} 0") != std::string::npos);
  BOOST_TEST(text.find("http_response_bytes_total{method=\"GET\",route=\"/a/{id}\"} 8") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_access_log_can_keep_to_faults) {
  config.access_log = AccessLog::errors;
  BOOST_REQUIRE(router.add(route("GET", "/a", says("a"))));
  BOOST_REQUIRE(
      router.add(route("GET", "/b", [](Context& context) { return error(context, 503, "unavailable", "x"); })));
  const auto running = start();
  (void)ask("GET", "/a");
  (void)ask("GET", "/b");
  BOOST_REQUIRE(net::test::eventually([&] { return !sink->with_message("request").empty(); }));
  const auto lines = sink->with_message("request");
  BOOST_REQUIRE_EQUAL(lines.size(), 1U);
  BOOST_TEST(lines[0]["status"] == 503);
  BOOST_TEST(lines[0]["level"] == "warn");
}

BOOST_AUTO_TEST_CASE(a_broken_proxy_setting_is_an_error) {
  config.trusted_proxies = {"nonsense"};
  const auto made = Pipeline::create(config, PipelineParts{router});
  BOOST_REQUIRE(!made);
  BOOST_TEST(made.error().message.find("nonsense") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
