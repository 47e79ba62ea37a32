#include "http/builtin_routes.h"

#include <boost/test/unit_test.hpp>

#include "base/file.h"
#include "http/ws_gateway.h"
#include "support.h"

using namespace veza;
using namespace veza::http;
using test::json;

namespace {

struct Builtin : test::Site {
  Builtin() {
    observe::HealthCheck check;
    check.name = "database";
    check.needed = true;
    check.fresh_ms = 0;
    check.failures_to_open = 1'000;
    check.run = [this] { return up ? observe::Health::ok("SQLite answers") : observe::Health::down("disk is gone"); };
    BOOST_REQUIRE(health.add(check));
    BOOST_REQUIRE(openapi.add_fragment_text("http", base::read_file(VEZA_HTTP_OPENAPI).value()));
    BuiltinParts parts{health, metrics, openapi};
    parts.site = [] { return base::Json{{"name", "Test Radio"}}; };
    parts.version = "1.2.3";
    parts.metrics_token = "scrape-me";
    BOOST_REQUIRE(add_builtin_routes(router, parts));
  }

  std::atomic<bool> up{true};
  observe::HealthChecks health;
  OpenApi openapi{{"Veza", "1.2.3"}};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(builtin_routes, Builtin)

BOOST_AUTO_TEST_CASE(health_is_alive_ready_or_deep) {
  const auto running = start();
  BOOST_TEST(json(ask("GET", "/health"))["data"]["status"] == "ok");
  BOOST_TEST(ask("HEAD", "/health").status == 200);
  BOOST_TEST(json(ask("GET", "/api/v1/health"))["data"] ==
             base::Json::parse(R"({"state":"ok","parts":{"database":"ok"}})"));
  BOOST_TEST(ask("GET", "/health/deep").status == 401);
  BOOST_TEST(ask("GET", "/health/deep", "Authorization: Bearer ada\r\n").status == 403);
  const auto deep = json(ask("GET", "/health/deep", "Authorization: Bearer root\r\n"));
  BOOST_TEST(deep["data"]["parts"]["database"]["message"] == "SQLite answers");
  up = false;
  BOOST_TEST(ask("GET", "/health").status == 200);
  const auto down = ask("GET", "/api/v1/health");
  BOOST_TEST(down.status == 503);
  BOOST_TEST(down.body.find("disk is gone") == std::string::npos);
  BOOST_TEST(ask("GET", "/api/v1/health", "Authorization: Bearer root\r\n").body.find("disk is gone") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(metrics_are_for_this_machine_administrators_and_the_token) {
  config.trusted_proxies = {"127.0.0.1"};
  const auto running = start();
  const std::string proxied = "X-Forwarded-For: 203.0.113.9\r\n";
  BOOST_TEST(ask("GET", "/metrics").status == 200);
  BOOST_TEST(ask("GET", "/metrics").field("content-type").starts_with("text/plain; version=0.0.4"));
  BOOST_TEST(ask("GET", "/metrics", proxied).status == 403);
  BOOST_TEST(ask("GET", "/metrics", proxied + "Authorization: Bearer ada\r\n").status == 403);
  BOOST_TEST(ask("GET", "/metrics", proxied + "Authorization: Bearer root\r\n").status == 200);
  BOOST_TEST(ask("GET", "/metrics", proxied + "Authorization: Bearer scrape-me\r\n").status == 200);
  BOOST_TEST(ask("GET", "/metrics", proxied + "Authorization: Bearer scrape-mf\r\n").status == 403);
}

BOOST_AUTO_TEST_CASE(the_document_is_served_and_complete) {
  WsGateway gateway({}, {});
  BOOST_REQUIRE(router.add(gateway.route()));
  const auto running = start();
  const auto document = json(ask("GET", "/api/v1/openapi.json"));
  BOOST_TEST(document["openapi"] == "3.1.0");
  BOOST_TEST(routes_missing_from_document(router.routes(), document) == std::vector<std::string>{},
             boost::test_tools::per_element());
  BOOST_TEST(document_paths_without_route(router.routes(), document) == std::vector<std::string>{},
             boost::test_tools::per_element());
  BOOST_TEST(dangling_references(document) == std::vector<std::string>{}, boost::test_tools::per_element());
  const auto page = ask("GET", "/api/docs");
  BOOST_TEST(page.field("content-type") == "text/html; charset=utf-8");
  BOOST_TEST(page.body.find("/api/v1/health") != std::string::npos);
  BOOST_TEST(ask("GET", "/api/docs/style.css").field("content-type") == "text/css; charset=utf-8");
}

BOOST_AUTO_TEST_CASE(the_site_speaks_for_itself) {
  const auto running = start();
  BOOST_TEST(json(ask("GET", "/api/v1/site"))["data"]["name"] == "Test Radio");
}

BOOST_AUTO_TEST_SUITE_END()
