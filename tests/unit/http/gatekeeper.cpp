#include "http/gatekeeper.h"

#include <boost/test/unit_test.hpp>

#include "http/request_id.h"
#include "support.h"

using namespace veza;
using namespace veza::http;
using test::request;

namespace {

struct Gate {
  Gate() {
    config.limits = RateLimitConfig::off();
    config.clock = [this] { return now; };
    const auto add = [this](const char* method, const char* pattern, auto&& shape) {
      Route one = test::route(method, pattern, test::says(""));
      shape(one);
      BOOST_REQUIRE(router.add(std::move(one)));
    };
    add("GET", "/api/v1/tracks", [](Route&) {});
    add("POST", "/api/v1/tracks", [](Route& one) { one.permission = "track:create"; });
    add("PUT", "/api/v1/config", [](Route& one) { one.permission = "system:config"; });
    add("POST", "/api/v1/auth/refresh", [](Route& one) { one.csrf_exempt = true; });
    add("POST", "/api/v1/free", [](Route&) {});
    add("GET", "/api/v1/ws", [](Route& one) { one.accepts_query_token = true; });
    add("GET", "/api/v1/segment", [](Route& one) { one.no_rate_limit = true; });
    add("GET", "/app.js", [](Route&) {});
    add("GET", "/health", [](Route&) {});
  }

  // "200" when the request may go on; else status and error code.
  std::string ask(const std::string& method, const std::string& target, const test::Fields& fields = {},
                  const std::string& peer = "192.0.2.1") {
    if (!keeper) {
      PipelineParts parts{router};
      parts.authenticate = test::fake_authenticator;
      parts.csrf = test::fake_csrf;
      keeper.emplace(config, TrustedProxies::parse(config.trusted_proxies).value(), parts);
    }
    auto sent = request(method, target, fields);
    sent.peer.address = peer;
    exchange = Exchange();
    answer = keeper->examine(sent, exchange);
    if (!answer) return "200";
    const auto body = test::json(*answer);
    if (!body.is_object()) return std::to_string(answer->status);
    BOOST_TEST(body["error"]["request_id"] == exchange.request_id);
    return std::to_string(answer->status) + " " + body["error"]["code"].get<std::string>();
  }

  int64_t now = 0;
  PipelineConfig config;
  Router router;
  std::optional<Gatekeeper> keeper;
  Exchange exchange;
  std::optional<net::Response> answer;
};

const test::Fields ada{{"Authorization", "Bearer ada"}};
const test::Fields root{{"Authorization", "Bearer root"}};
const test::Fields expired{{"Authorization", "Bearer old"}};
const test::Fields ada_cookie{{"Cookie", "veza_access=ada"}};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(gatekeeper, Gate)

BOOST_AUTO_TEST_CASE(who_may_what) {
  const struct {
    const char* method;
    const char* target;
    test::Fields fields;
    const char* expected;
  } cases[] = {
      {"GET", "/api/v1/tracks", {}, "200"},
      {"HEAD", "/api/v1/tracks", {}, "200"},
      {"GET", "/api/v1/tracks", ada, "200"},
      {"POST", "/api/v1/tracks", {}, "401 unauthorized"},
      {"POST", "/api/v1/tracks", ada, "200"},
      {"PUT", "/api/v1/config", {}, "401 unauthorized"},
      {"PUT", "/api/v1/config", ada, "403 forbidden"},
      {"PUT", "/api/v1/config", root, "200"},
      {"GET", "/api/v1/nothing", {}, "404 not_found"},
      {"GET", "/nothing", {}, "404 not_found"},
      {"DELETE", "/api/v1/tracks", root, "405 method_not_allowed"},
      {"OPTIONS", "/api/v1/tracks", {}, "204"},
      {"OPTIONS", "*", {}, "204"},
      {"TRACE", "/", {}, "501 not_implemented"},
      {"BREW", "/api/v1/tracks", {}, "501 not_implemented"},
      // A token that does not hold: clients are told to refresh, but pages, media and refreshing itself go on.
      {"GET", "/api/v1/tracks", expired, "401 token_expired"},
      {"GET", "/api/v1/tracks", {{"Authorization", "Bearer junk"}}, "401 token_invalid"},
      {"GET", "/app.js", expired, "200"},
      {"GET", "/api/v1/segment", expired, "200"},
      {"POST", "/api/v1/auth/refresh", expired, "200"},
      // ?token= counts where the route says so.
      {"GET", "/api/v1/ws?token=ada", {}, "200"},
      {"GET", "/api/v1/ws?token=old", {}, "401 token_expired"},
      {"GET", "/api/v1/tracks?token=old", {}, "200"},
      {"POST", "/api/v1/tracks?token=ada", {}, "401 unauthorized"},
  };
  for (const auto& one : cases) {
    BOOST_TEST(ask(one.method, one.target, one.fields) == one.expected, one.method << " " << one.target);
  }
}

BOOST_AUTO_TEST_CASE(cookies_need_the_csrf_token_to_change_something) {
  auto with = [](test::Fields fields, const char* name, const char* value) {
    fields.emplace_back(name, value);
    return fields;
  };
  BOOST_TEST(ask("GET", "/api/v1/tracks", ada_cookie) == "200");
  BOOST_TEST(ask("POST", "/api/v1/tracks", ada_cookie) == "403 csrf_failed");
  BOOST_TEST(ask("POST", "/api/v1/tracks", with(ada_cookie, "X-CSRF-Token", "wrong")) == "403 csrf_failed");
  BOOST_TEST(ask("POST", "/api/v1/tracks", with(ada_cookie, "X-CSRF-Token", "right")) == "200");
  BOOST_TEST(ask("POST", "/api/v1/tracks", ada) == "200");
  BOOST_TEST(ask("POST", "/api/v1/auth/refresh", ada_cookie) == "200");
  BOOST_TEST(ask("POST", "/api/v1/auth/refresh", with(ada_cookie, "Origin", "http://veza.test")) == "200");
  BOOST_TEST(ask("POST", "/api/v1/auth/refresh", with(ada_cookie, "Origin", "http://evil.test")) == "403 csrf_failed");
  BOOST_TEST(ask("POST", "/api/v1/auth/refresh", {{"Sec-Fetch-Site", "cross-site"}}) == "403 csrf_failed");
  // Of nobody in particular, too: the answer may sign the browser in.
  BOOST_TEST(ask("POST", "/api/v1/free") == "200");
  BOOST_TEST(ask("POST", "/api/v1/free", {{"Origin", "http://veza.test"}}) == "200");
  BOOST_TEST(ask("POST", "/api/v1/free", {{"Origin", "http://evil.test"}}) == "403 csrf_failed");
  BOOST_TEST(ask("POST", "/api/v1/free", {{"Origin", "null"}}) == "403 csrf_failed");
  BOOST_TEST(ask("POST", "/api/v1/free", with(ada, "Origin", "http://evil.test")) == "200", "it has a token");
}

BOOST_AUTO_TEST_CASE(answers_carry_what_the_protocol_asks_for) {
  ask("POST", "/api/v1/tracks");
  BOOST_TEST(answer->headers.get("WWW-Authenticate") == "Bearer");
  ask("DELETE", "/api/v1/tracks");
  BOOST_TEST(answer->headers.get("Allow") == "GET, HEAD, OPTIONS, POST");
  ask("OPTIONS", "/api/v1/tracks");
  BOOST_TEST(answer->headers.get("Allow") == "GET, HEAD, OPTIONS, POST");
}

BOOST_AUTO_TEST_CASE(request_ids_are_taken_over_or_made) {
  ask("GET", "/api/v1/tracks", {{"X-Request-Id", "mine-1"}});
  BOOST_TEST(exchange.request_id == "mine-1");
  ask("GET", "/api/v1/tracks", {{"X-Request-Id", "bad id"}});
  BOOST_TEST(exchange.request_id != "bad id");
  BOOST_TEST(is_request_id(exchange.request_id));
}

BOOST_AUTO_TEST_CASE(pages_fall_back_to_the_application) {
  BOOST_REQUIRE(router.add_fallback(test::says("index"), "web-app"));
  const test::Fields html{{"Accept", "text/html,*/*;q=0.8"}};
  BOOST_TEST(ask("GET", "/tracks/7", html) == "200");
  BOOST_TEST(exchange.mounted->route.owner == "web-app");
  BOOST_TEST(ask("HEAD", "/tracks/7", html) == "200");
  BOOST_TEST(ask("GET", "/tracks/7", {{"Accept", "text/html"}, {"Authorization", "Bearer old"}}) == "200");
  BOOST_TEST(ask("GET", "/tracks/7") == "200");
  BOOST_TEST(ask("GET", "/", {{"Accept", "*/*"}}) == "200");
  BOOST_TEST(ask("GET", "/tracks/7", {{"Accept", "application/json"}}) == "404 not_found");
  BOOST_TEST(ask("GET", "/missing.png", {{"Accept", "image/*,*/*"}}) == "404 not_found");
  BOOST_TEST(ask("POST", "/tracks/7", html) == "405 method_not_allowed");
  BOOST_TEST(answer->headers.get("Allow") == "GET, HEAD, OPTIONS");
  BOOST_TEST(ask("OPTIONS", "/tracks/7") == "204");
  BOOST_TEST(ask("GET", "/api", html) == "404 not_found");
  BOOST_TEST(ask("GET", "/api/v1/tracks/7", html) == "404 not_found");
}

BOOST_AUTO_TEST_CASE(only_known_hosts_are_served) {
  config.hosts = {"veza.test", "music.example"};
  BOOST_TEST(ask("GET", "/api/v1/tracks") == "200");
  BOOST_TEST(ask("GET", "/api/v1/tracks", {{"Host", "MUSIC.example:8443"}}) == "200");
  BOOST_TEST(ask("GET", "/api/v1/tracks", {{"Host", "evil.example"}}) == "421 unknown_host");
  BOOST_TEST(ask("GET", "/api/v1/tracks", {{"Host", "music.example.evil.example"}}) == "421 unknown_host");
  BOOST_TEST(ask("GET", "/health", {{"Host", "10.0.0.5:8080"}}) == "200");
}

BOOST_AUTO_TEST_CASE(guests_and_users_have_their_own_pace) {
  config.limits.guest = {1, 2};
  config.limits.signed_in = {1, 4};
  for (int i = 0; i < 2; ++i) BOOST_TEST(ask("GET", "/api/v1/tracks") == "200");
  BOOST_TEST(ask("GET", "/api/v1/tracks") == "429 rate_limited");
  BOOST_TEST(answer->headers.get("Retry-After") == "1");
  for (int i = 0; i < 4; ++i) BOOST_TEST(ask("GET", "/api/v1/tracks", ada) == "200");
  BOOST_TEST(ask("GET", "/api/v1/tracks", ada) == "429 rate_limited");
  BOOST_TEST(ask("GET", "/api/v1/tracks", root) == "200");
  BOOST_TEST(ask("GET", "/api/v1/tracks", {}, "198.51.100.7") == "200");
  // What is no API, and media, does not count.
  for (int i = 0; i < 9; ++i) BOOST_TEST(ask("GET", "/app.js") == "200");
  for (int i = 0; i < 9; ++i) BOOST_TEST(ask("GET", "/api/v1/segment") == "200");
  now = 1'000'000;
  BOOST_TEST(ask("GET", "/api/v1/tracks") == "200");
}

BOOST_AUTO_TEST_CASE(an_address_and_the_server_have_a_pace) {
  config.limits.per_ip = {1, 3};
  config.limits.global = {1, 5};
  for (int i = 0; i < 3; ++i) BOOST_TEST(ask("GET", "/app.js") == "200");
  BOOST_TEST(ask("GET", "/app.js") == "429 rate_limited");
  BOOST_TEST(ask("GET", "/nothing") == "429 rate_limited");
  BOOST_TEST(ask("GET", "/api/v1/segment") == "200");
  for (int i = 0; i < 2; ++i) BOOST_TEST(ask("GET", "/app.js", {}, "198.51.100.7") == "200");
  BOOST_TEST(ask("GET", "/app.js", {}, "198.51.100.8") == "429 rate_limited");
}

BOOST_AUTO_TEST_CASE(behind_a_proxy_clients_are_told_apart) {
  config.trusted_proxies = {"10.0.0.0/8"};
  config.limits.per_ip = {1, 1};
  BOOST_TEST(ask("GET", "/app.js", {{"X-Forwarded-For", "1.1.1.1"}}, "10.0.0.1") == "200");
  BOOST_TEST(ask("GET", "/app.js", {{"X-Forwarded-For", "2.2.2.2"}}, "10.0.0.1") == "200");
  BOOST_TEST(ask("GET", "/app.js", {{"X-Forwarded-For", "9.9.9.9, 1.1.1.1"}}, "10.0.0.1") == "429 rate_limited");
}

BOOST_AUTO_TEST_CASE(without_an_authenticator_everybody_is_a_guest) {
  PipelineParts parts{router};
  keeper.emplace(config, TrustedProxies(), parts);
  BOOST_TEST(ask("GET", "/api/v1/tracks", ada) == "200");
  BOOST_TEST(ask("POST", "/api/v1/tracks", ada) == "401 unauthorized");
}

BOOST_AUTO_TEST_SUITE_END()
