// Clients that dawdle, and how little of the server they may hold.
#include <sys/resource.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "harness.h"

using namespace veza::net;
using namespace veza::net::test;

BOOST_AUTO_TEST_SUITE(slow)

BOOST_FIXTURE_TEST_CASE(a_head_that_does_not_end_is_given_up, Fixture) {
  config.deadlines.head = 150;
  const auto serving = start();
  Client silent = connect();
  BOOST_TEST(silent.closed_by_server());
  Client half = connect();
  half.send("GET / HTTP/1.1\r\nHost: x\r\n");
  BOOST_TEST(half.answer().status == 408);
  BOOST_TEST(half.closed_by_server());
  // Bytes that trickle in do not buy more time: the deadline is for the whole head.
  Client trickle = connect();
  std::thread dripping([&] {
    for (int i = 0; i < 400; ++i) {
      if (::send(trickle.fd(), "a", 1, MSG_NOSIGNAL) != 1) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  BOOST_TEST(trickle.answer().status == 408);
  ::shutdown(trickle.fd(), SHUT_RDWR);
  dripping.join();
}

BOOST_FIXTURE_TEST_CASE(an_idle_connection_is_closed_silently, Fixture) {
  config.deadlines.keep_alive = 150;
  const auto serving = start();
  Client client = connect();
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  BOOST_TEST(client.answer().status == 200);
  BOOST_TEST(client.closed_by_server());
}

BOOST_FIXTURE_TEST_CASE(a_body_that_stops_or_crawls_is_given_up, Fixture) {
  config.deadlines.body_idle = 200;
  config.deadlines.body_bytes_per_s = 1'000'000;
  const auto serving = start();
  Client stopped = connect();
  stopped.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  BOOST_TEST(stopped.answer().status == 408);
  Client crawling = connect();
  crawling.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
  std::thread dripping([&] {
    for (int i = 0; i < 400; ++i) {
      if (::send(crawling.fd(), "a", 1, MSG_NOSIGNAL) != 1) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  BOOST_TEST(crawling.answer().status == 408);
  ::shutdown(crawling.fd(), SHUT_RDWR);
  dripping.join();
}

BOOST_FIXTURE_TEST_CASE(clients_that_do_not_read_hold_no_worker, Fixture) {
  config.workers = 1;
  const auto file = pattern_file(16U << 20);
  const auto text = std::make_shared<const std::string>(pattern(16U << 20));
  hooks.handle = [&](Request&& request) {
    if (request.path == "/file") return Response::file({file, 16U << 20, 0}, "audio/mp4");
    if (request.path == "/memory") return Response::shared(200, text, "audio/mp4");
    if (request.path == "/pull") {
      PullBody endless;
      endless.next = [](char* buffer, size_t capacity) -> veza::base::Result<size_t> {
        std::fill_n(buffer, capacity, 'a');
        return capacity;
      };
      return Response::pull(std::move(endless), "audio/mp4");
    }
    return Response::text(200, "quick");
  };
  const auto serving = start();
  std::vector<Client> sleepers;
  for (int i = 0; i < 30; ++i) {
    sleepers.push_back(connect());
    const std::string path = i % 3 == 0 ? "/file" : i % 3 == 1 ? "/memory" : "/pull";
    sleepers.back().send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  // Each has its head: its response is under way.
  for (auto& sleeper : sleepers) BOOST_TEST(sleeper.read(15) == "HTTP/1.1 200 OK");
  for (int i = 0; i < 20; ++i) BOOST_TEST(get("/quick").body == "quick");
}

BOOST_FIXTURE_TEST_CASE(a_client_that_takes_nothing_is_dropped, Fixture) {
  config.deadlines.write_idle = 200;
  const auto file = pattern_file(16U << 20);
  std::atomic<int> broken{0};
  hooks.handle = [&](Request&&) { return Response::file({file, 16U << 20, 0}, "audio/mp4"); };
  hooks.access = [&](const AccessRecord& record) { broken += record.complete ? 0 : 1; };
  const auto serving = start();
  Client client = connect();
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  BOOST_TEST(eventually([&] { return broken == 1; }));
  BOOST_TEST(eventually([&] { return server->stats().connections == 0; }));
}

BOOST_FIXTURE_TEST_CASE(a_slow_reader_gets_every_byte, Fixture) {
  const auto file = pattern_file(4U << 20);
  hooks.handle = [&](Request&&) { return Response::file({file, 4U << 20, 0}, "audio/mp4"); };
  const auto serving = start();
  Client client = connect();
  const int small = 64 << 10;
  ::setsockopt(client.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  const Answer answer = client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();
  BOOST_TEST((answer.body == pattern(4U << 20)));
}

// A sanitizer keeps what is freed in quarantine and adds its shadow, so memory is measured in plain builds only.
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
BOOST_FIXTURE_TEST_CASE(idle_connections_keep_no_buffers, Fixture) {
  config.limits.connections_per_ip = 0;
  const auto serving = start();
  const auto resident = [] {
    size_t all = 0, kept = 0;
    std::ifstream("/proc/self/statm") >> all >> kept;
    return kept * 4096;
  };
  std::vector<Client> clients;
  const auto open = [&](size_t count) {
    for (size_t i = 0; i < count; ++i) {
      clients.push_back(connect());
      clients.back().send("GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n");
      BOOST_REQUIRE(clients.back().answer().status == 200);
    }
  };
  open(50);
  const size_t before = resident();
  open(400);
  // The clients of this test live in the same process and keep their answers' buffers too.
  const size_t after = resident();
  BOOST_TEST((after - std::min(after, before)) / 400 <= 12'288U);
}
#endif

BOOST_AUTO_TEST_SUITE_END()
