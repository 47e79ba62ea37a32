// A request within a request: what holds for it as for any other, and what it cannot do.
#include "http/dispatch.h"

#include <boost/test/unit_test.hpp>

#include "support.h"

using namespace veza;
using namespace veza::http;
using test::json;
using test::route;
using test::Site;

namespace {

// "/outer" asks the route that X-Target names, with the fields it got, or as the principal.
struct Asking : Site {
  Asking() {
    outer("GET", "/outer");
    outer("GET", "/api/v1/outer");
    BOOST_REQUIRE(router.add(route("GET", "/api/v1/who", [](Context& context) {
      return success({{"user", context.principal().username},
                      {"ip", context.client_ip},
                      {"request_id", context.request_id},
                      {"cookie", std::string(context.request.header("Cookie"))},
                      {"body", context.request.body.view()}});
    })));
    Route create = route("POST", "/api/v1/tracks", test::says("made"));
    create.permission = "track:create";
    create.body_limit = 10;
    BOOST_REQUIRE(router.add(std::move(create)));
    Route session = route("GET", "/api/v1/credentials", test::says("secret"));
    session.session_only = true;
    BOOST_REQUIRE(router.add(std::move(session)));
    BOOST_REQUIRE(router.add(route("GET", "/api/v1/loop", [](Context& context) {
      auto answer = context.dispatcher->dispatch(context, {test::request("GET", "/api/v1/loop")});
      return answer ? std::move(*answer) : net::Response::text(508, answer.error().code);
    })));
  }
  void outer(const std::string& method, const std::string& path) {
    BOOST_REQUIRE(router.add(route(method, path, [this](Context& context) {
      Inner inner;
      inner.request = test::request(std::string(context.request.header("X-Method")),
                                    std::string(context.request.header("X-Target")));
      if (const auto shown = context.request.header("X-Show"); !shown.empty()) {
        inner.request.headers.set("Authorization", "Bearer " + std::string(shown));
      }
      inner.request.headers.set("Cookie", "veza_access=root");
      inner.request.body = net::Body::memory(std::string(context.request.header("X-Body")));
      inner.principal = as;
      net::Response last;
      for (int i = 0; i < times; ++i) {
        Inner again{
            inner.request.method.empty() ? net::Request() : test::request(inner.request.method, inner.request.target),
            as};
        again.request.headers = inner.request.headers;
        again.request.body = net::Body::memory(std::string(inner.request.body.view()));
        auto answer = context.dispatcher->dispatch(context, std::move(again));
        last = answer ? std::move(*answer) : net::Response::text(508, answer.error().code);
      }
      return last;
    })));
  }
  net::test::Answer inner(const std::string& method, const std::string& target, const std::string& fields = {}) {
    return ask("GET", "/outer", "X-Method: " + method + "\r\nX-Target: " + target + "\r\n" + fields);
  }

  PrincipalPtr as;
  int times = 1;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dispatch, Asking)

BOOST_AUTO_TEST_CASE(who_asks) {
  const auto running = start();
  auto data = json(inner("GET", "/api/v1/who", "X-Request-Id: abc\r\nX-Body: hello\r\n"))["data"];
  BOOST_TEST(data["user"] == "", "a guest's request stays a guest's, whatever cookie the plugin adds");
  BOOST_TEST(data["cookie"] == "");
  BOOST_TEST(data["ip"] == "127.0.0.1");
  BOOST_TEST(data["request_id"] == "abc");
  BOOST_TEST(data["body"] == "hello");
  BOOST_TEST(json(inner("GET", "/api/v1/who", "Authorization: Bearer ada\r\n"))["data"]["user"] == "ada");
  BOOST_TEST(json(inner("GET", "/api/v1/who", "Authorization: Bearer ada\r\nX-Show: root\r\n"))["data"]["user"] ==
             "root");
  BOOST_TEST(inner("GET", "/api/v1/who", "X-Show: old\r\n").status == 401);
  as = test::principal("ben", {});
  BOOST_TEST(json(inner("GET", "/api/v1/who", "Authorization: Bearer ada\r\n"))["data"]["user"] == "ben");
}

BOOST_AUTO_TEST_CASE(what_a_route_asks_for_holds) {
  const auto running = start();
  BOOST_TEST(inner("POST", "/api/v1/tracks").status == 401);
  as = test::principal("ben", {});
  BOOST_TEST(inner("POST", "/api/v1/tracks").status == 403);
  as = test::principal("ada", {"track:create"});
  BOOST_TEST(inner("POST", "/api/v1/tracks").status == 200);
  BOOST_TEST(inner("POST", "/api/v1/tracks", "X-Body: 0123456789\r\n").status == 200);
  BOOST_TEST(inner("POST", "/api/v1/tracks", "X-Body: 0123456789a\r\n").status == 413);
  BOOST_TEST(inner("GET", "/api/v1/tracks").status == 405);
  BOOST_TEST(inner("GET", "/api/v1/nothing").status == 404);
  auto token = std::make_shared<Principal>(*as);
  token->token_id = "plugin:x";
  as = token;
  BOOST_TEST(inner("GET", "/api/v1/credentials").status == 403);
}

BOOST_AUTO_TEST_CASE(no_deeper_and_no_more_than_so) {
  const auto running = start();
  const auto looped = inner("GET", "/api/v1/loop");
  BOOST_TEST(looped.status == 508);
  BOOST_TEST(looped.body == "inner_requests");
  times = static_cast<int>(Dispatcher::max_requests);
  BOOST_TEST(inner("GET", "/api/v1/who").status == 200);
  ++times;
  BOOST_TEST(inner("GET", "/api/v1/who").status == 508);
}

BOOST_AUTO_TEST_CASE(all_of_one_request_count_as_one_of_the_api) {
  config.limits.signed_in = {0.001, 2};
  const auto running = start();
  as = test::principal("ada", {});
  times = 5;
  BOOST_TEST(inner("GET", "/api/v1/who").status == 200);
  BOOST_TEST(inner("GET", "/api/v1/who").status == 200);
  BOOST_TEST(inner("GET", "/api/v1/who").status == 200, "the limit met the first of five; the others are not counted");
  times = 1;
  BOOST_TEST(inner("GET", "/api/v1/who").status == 429);
}

BOOST_AUTO_TEST_SUITE_END()
