#include "http/router.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "support.h"

using namespace veza;
using namespace veza::http;
using test::route;
using test::says;

namespace {

std::string describe(const Match& match, const std::string& path) {
  switch (match.kind) {
    case Match::Kind::not_found:
      return "404";
    case Match::Kind::method_not_allowed:
      return "405 " + match.allow;
    case Match::Kind::options:
      return "options " + match.allow;
    case Match::Kind::found:
      break;
  }
  std::string text = match.mounted->label;
  for (size_t i = 0; i < match.params.count; ++i) {
    const auto& place = match.params.places[i];
    text += " " + match.mounted->param_names[i] + "=" + path.substr(place.offset, place.size);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(router)

BOOST_AUTO_TEST_CASE(the_most_specific_route_wins) {
  Router router;
  for (const auto& [method, pattern] :
       std::vector<std::pair<std::string, std::string>>{{"GET", "/"},
                                                        {"GET", "/api/v1/tracks"},
                                                        {"POST", "/api/v1/tracks"},
                                                        {"GET", "/api/v1/tracks/{id}"},
                                                        {"PATCH", "/api/v1/tracks/{id}"},
                                                        {"DELETE", "/api/v1/tracks/{track}"},
                                                        {"GET", "/api/v1/tracks/recent"},
                                                        {"POST", "/api/v1/tracks/import"},
                                                        {"GET", "/api/v1/tracks/{id}/hls/{quality}/{segment}"},
                                                        {"GET", "/api/v1/tracks/{id}/hls/master.m3u8"},
                                                        {"GET", "/api/v1/tracks/recent/feed"},
                                                        {"GET", "/assets/{path...}"},
                                                        {"GET", "/assets/app.js"},
                                                        {"PUT", "/assets/{name}"}}) {
    BOOST_REQUIRE(router.add(route(method, pattern, says(""))));
  }
  const struct {
    const char* method;
    std::string path;
    const char* expected;
  } cases[] = {
      {"GET", "/", "GET /"},
      {"HEAD", "/", "GET /"},
      {"GET", "/api/v1/tracks", "GET /api/v1/tracks"},
      {"POST", "/api/v1/tracks", "POST /api/v1/tracks"},
      {"GET", "/api/v1/tracks/7", "GET /api/v1/tracks/{id} id=7"},
      {"HEAD", "/api/v1/tracks/7", "GET /api/v1/tracks/{id} id=7"},
      {"DELETE", "/api/v1/tracks/7", "DELETE /api/v1/tracks/{track} track=7"},
      {"GET", "/api/v1/tracks/recent", "GET /api/v1/tracks/recent"},
      {"PATCH", "/api/v1/tracks/recent", "PATCH /api/v1/tracks/{id} id=recent"},
      {"GET", "/api/v1/tracks/import", "GET /api/v1/tracks/{id} id=import"},
      {"GET", "/api/v1/tracks/recent/feed", "GET /api/v1/tracks/recent/feed"},
      {"GET", "/api/v1/tracks/recent/hls/low/s",
       "GET /api/v1/tracks/{id}/hls/{quality}/{segment} id=recent quality=low segment=s"},
      {"GET", "/api/v1/tracks/7/hls/master.m3u8", "GET /api/v1/tracks/{id}/hls/master.m3u8 id=7"},
      {"GET", "/assets/app.js", "GET /assets/app.js"},
      {"GET", "/assets/a/b/c.css", "GET /assets/{path...} path=a/b/c.css"},
      {"GET", "/assets/app.js/x", "GET /assets/{path...} path=app.js/x"},
      {"PUT", "/assets/app.js", "PUT /assets/{name} name=app.js"},
      {"GET", "/assets", "404"},
      {"GET", "/assets/", "404"},
      {"GET", "/api/v1/tracks/", "404"},
      {"GET", "/api/v1/tracks/7/hls", "404"},
      {"GET", "/api", "404"},
      {"GET", "", "404"},
      {"GET", "*", "404"},
      {"GET", "/API/v1/tracks", "404"},
      {"PUT", "/api/v1/tracks", "405 GET, HEAD, OPTIONS, POST"},
      {"PUT", "/api/v1/tracks/7", "405 DELETE, GET, HEAD, OPTIONS, PATCH"},
      {"PUT", "/api/v1/tracks/import", "405 DELETE, GET, HEAD, OPTIONS, PATCH, POST"},
      {"BREW", "/", "405 GET, HEAD, OPTIONS"},
      {"OPTIONS", "/api/v1/tracks", "options GET, HEAD, OPTIONS, POST"},
      {"OPTIONS", "/nowhere", "404"},
  };
  for (const auto& one : cases) {
    BOOST_TEST(describe(router.match(one.method, one.path), one.path) == one.expected, one.method << " " << one.path);
  }
}

BOOST_AUTO_TEST_CASE(a_route_is_taken_once) {
  Router router;
  BOOST_REQUIRE(router.add(route("GET", "/a/{id}", says(""), "library")));
  const auto again = router.add(route("GET", "/a/{name}", says(""), "chat"));
  BOOST_REQUIRE(!again);
  BOOST_TEST(base::name(again.error().code) == "conflict");
  BOOST_TEST(again.error().message.find("library") != std::string::npos);
  BOOST_TEST(again.error().message.find("chat") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(several_routes_are_added_all_or_none) {
  Router router;
  BOOST_REQUIRE(router.add(route("GET", "/b", says(""))));
  std::vector<Route> routes;
  routes.push_back(route("GET", "/a", says("")));
  routes.push_back(route("GET", "/b", says("")));
  BOOST_TEST(!router.add(std::move(routes)));
  BOOST_TEST(describe(router.match("GET", "/a"), "/a") == "404");
  BOOST_TEST(router.routes().size() == 1U);
}

BOOST_AUTO_TEST_CASE(broken_routes_are_errors) {
  Router router;
  BOOST_TEST(!router.add(route("GET", "no-slash", says(""))));
  BOOST_TEST(!router.add(route("get", "/a", says(""))));
  BOOST_TEST(!router.add(route("HEAD", "/a", says(""))));
  BOOST_TEST(!router.add(route("GET", "/a", nullptr)));
  BOOST_TEST(!router.add_fallback(nullptr, "web-app"));
}

BOOST_AUTO_TEST_CASE(a_bad_token_counts_by_the_kind_of_route) {
  Router router;
  Route refresh = route("POST", "/api/v1/auth/refresh", says(""));
  refresh.csrf_exempt = true;
  Route segment = route("GET", "/api/v1/segment", says(""));
  segment.no_rate_limit = true;
  Route admin = route("GET", "/admin", says(""));
  admin.permission = "system:config";
  Route strict = route("GET", "/page", says(""));
  strict.on_bad_token = OnBadToken::refuse;
  for (Route one :
       {refresh, segment, admin, strict, route("GET", "/x", says("")), route("GET", "/api/v1/x", says(""))}) {
    BOOST_REQUIRE(router.add(std::move(one)));
  }
  const auto is_guest = [&](const char* method, const char* path) {
    return router.match(method, path).mounted->route.on_bad_token == OnBadToken::guest;
  };
  BOOST_TEST(is_guest("POST", "/api/v1/auth/refresh"));
  BOOST_TEST(is_guest("GET", "/api/v1/segment"));
  BOOST_TEST(is_guest("GET", "/x"));
  BOOST_TEST(!is_guest("GET", "/admin"));
  BOOST_TEST(!is_guest("GET", "/api/v1/x"));
  BOOST_TEST(!is_guest("GET", "/page"));
}

BOOST_AUTO_TEST_CASE(an_owner_leaves_with_everything) {
  Router router;
  BOOST_REQUIRE(router.add(route("GET", "/a", says(""), "library")));
  BOOST_REQUIRE(router.add(route("GET", "/b", says(""), "chat")));
  BOOST_REQUIRE(router.add_fallback(says(""), "library"));
  BOOST_TEST(!router.add_fallback(says(""), "chat"));
  BOOST_TEST((router.fallback() != nullptr));
  BOOST_TEST(router.remove_owner("library"));
  BOOST_TEST(describe(router.match("GET", "/a"), "/a") == "404");
  BOOST_TEST(describe(router.match("GET", "/b"), "/b") == "GET /b");
  BOOST_TEST((router.fallback() == nullptr));
  BOOST_TEST(router.remove_owner("nobody"));
  BOOST_TEST(router.add(route("GET", "/a", says(""), "library")).has_value());
}

BOOST_AUTO_TEST_CASE(removal_waits_for_calls_in_flight) {
  Router router;
  BOOST_REQUIRE(router.add(route("GET", "/a", says(""), "library")));
  const Match match = router.match("GET", "/a");
  auto pass = OwnerGate::enter(match.mounted->gate);
  BOOST_REQUIRE(static_cast<bool>(pass));
  BOOST_TEST(!router.remove_owner("library", 20));
  BOOST_TEST(!static_cast<bool>(OwnerGate::enter(match.mounted->gate)));

  BOOST_REQUIRE(router.add(route("GET", "/b", says(""), "chat")));
  auto other = OwnerGate::enter(router.match("GET", "/b").mounted->gate);
  std::thread leaving([held = std::move(other)]() mutable { held = OwnerGate::Pass(); });
  BOOST_TEST(router.remove_owner("chat", 10'000));
  leaving.join();
}

BOOST_AUTO_TEST_SUITE_END()
