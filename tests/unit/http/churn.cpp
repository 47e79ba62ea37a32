// Plugins come and go while requests are served.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "support.h"

using namespace veza;
using namespace veza::http;
using test::route;
using test::Site;

namespace {

// What a plugin's handler reaches: gone for good once its owner has been removed.
struct Plugin {
  std::atomic<bool> alive{true};
  std::atomic<int> served{0};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(churn, Site)

BOOST_AUTO_TEST_CASE(no_handler_runs_after_its_owner_was_removed) {
  BOOST_REQUIRE(router.add(route("GET", "/steady", test::says("steady"))));
  const auto running = start();
  std::atomic<bool> done = false;
  std::atomic<bool> wrong = false;
  std::atomic<int> answered = 0;
  std::vector<std::thread> clients;
  for (int t = 0; t < 3; ++t) {
    // Connected here: Boost.Test's checks are for one thread.
    clients.emplace_back([&, t, client = connect()]() mutable {
      for (int i = 0; !done; ++i) {
        const std::string target = (i + t) % 3 == 0 ? "/steady" : "/plugin/" + std::to_string(i);
        const auto answer = client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").answer();
        const bool steady = target == "/steady";
        if (answer.status != 200 && (steady || (answer.status != 404 && answer.status != 503))) wrong = true;
        ++answered;
      }
    });
  }
  int served = 0;
  for (int round = 0; round < 60; ++round) {
    auto plugin = std::make_unique<Plugin>();
    Route one = route(
        "GET", "/plugin/{id}",
        [&wrong, raw = plugin.get()](Context&) {
          if (!raw->alive) wrong = true;
          ++raw->served;
          return net::Response::text(200, "plugin");
        },
        "library");
    one.run_inline = round % 2 == 0;
    BOOST_REQUIRE(router.add(std::move(one)));
    if (round % 4 == 0) {
      const auto* watched = plugin.get();
      (void)net::test::eventually([&] { return watched->served > 0; });
    }
    BOOST_REQUIRE(router.remove_owner("library", 10'000));
    plugin->alive = false;
    served += plugin->served;
  }
  done = true;
  for (auto& client : clients) client.join();
  BOOST_TEST(!wrong);
  BOOST_TEST(served > 0);
  BOOST_TEST(answered > 0);
  BOOST_TEST(ask("GET", "/plugin/1").status == 404);
}

BOOST_AUTO_TEST_CASE(a_stream_keeps_its_owner_until_it_ends) {
  std::atomic<int> pieces = 0;
  BOOST_REQUIRE(router.add(route(
      "GET", "/stream",
      [&](Context&) {
        net::PullBody body;
        body.next = [&pieces](char* buffer, size_t capacity) -> base::Result<size_t> {
          if (++pieces > 400) return size_t{0};
          const size_t size = std::min<size_t>(capacity, 65536);
          std::fill(buffer, buffer + size, 'x');
          return size;
        };
        return net::Response::pull(std::move(body), "application/octet-stream");
      },
      "library")));
  const auto running = start();
  auto client = connect();
  client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  BOOST_REQUIRE(client.read(20).size() == 20U);
  BOOST_TEST(!router.remove_owner("library", 50));
  BOOST_REQUIRE(router.add(route("GET", "/other", test::says("other"), "library")));
  BOOST_TEST(ask("GET", "/other").status == 200);
}

BOOST_AUTO_TEST_CASE(a_request_that_matched_before_the_removal_is_told_to_come_again) {
  std::atomic<bool> called = false;
  BOOST_REQUIRE(router.add(route(
      "POST", "/upload",
      [&](Context&) {
        called = true;
        return net::Response::text(200, "");
      },
      "library")));
  const auto running = start();
  auto client = connect();
  client.send("POST /upload HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  // "100 Continue" tells that the head was admitted.
  BOOST_REQUIRE(client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n");
  BOOST_REQUIRE(router.remove_owner("library", 10'000));
  const auto answer = client.send("body").answer();
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.field("retry-after") == "1");
  BOOST_TEST(!called);
}

BOOST_AUTO_TEST_SUITE_END()
