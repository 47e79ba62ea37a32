// Limits on connections and queues, draining and stopping.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "harness.h"

using namespace veza::net;
using namespace veza::net::test;

BOOST_AUTO_TEST_SUITE(limits)

namespace {

const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

// Handlers wait until the test opens the gate.
struct Gate {
  std::atomic<bool> open{false};
  std::atomic<int> waiting{0};
  void pass() {
    ++waiting;
    while (!open) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    --waiting;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(connections_over_the_limits_are_turned_away, Fixture) {
  config.limits.connections = 4;
  config.limits.connections_per_ip = 3;
  const auto serving = start();
  std::vector<Client> kept;
  for (int i = 0; i < 3; ++i) {
    kept.push_back(connect());
    BOOST_TEST(kept.back().send(request).answer().status == 200);
  }
  BOOST_TEST(connect().answer().status == 429);
  kept.pop_back();
  BOOST_REQUIRE(eventually([&] { return server->stats().connections == 2; }));
  BOOST_TEST(connect().send(request).answer().status == 200);
}

BOOST_FIXTURE_TEST_CASE(the_global_limit_is_a_503, Fixture) {
  config.limits.connections = 2;
  const auto serving = start();
  Client one = connect(), two = connect();
  BOOST_TEST(one.send(request).answer().status == 200);
  BOOST_TEST(two.send(request).answer().status == 200);
  BOOST_TEST(connect().answer().status == 503);
}

BOOST_FIXTURE_TEST_CASE(a_full_queue_is_a_503_and_the_server_recovers, Fixture) {
  config.workers = 1;
  config.limits.queued_requests = 1;
  Gate gate;
  hooks.handle = [&](Request&&) {
    gate.pass();
    return Response::empty(204);
  };
  const auto serving = start();
  Client running = connect(), queued = connect();
  running.send(request);
  BOOST_REQUIRE(eventually([&] { return gate.waiting == 1; }));
  queued.send(request);
  BOOST_REQUIRE(eventually([&] { return server->stats().requests == 2; }));
  const Answer busy = connect().send(request).answer();
  BOOST_TEST(busy.status == 503);
  BOOST_TEST(busy.field("retry-after") == "1");
  gate.open = true;
  BOOST_TEST(running.answer().status == 204);
  BOOST_TEST(queued.answer().status == 204);
  BOOST_TEST(connect().send(request).answer().status == 204);
}

BOOST_FIXTURE_TEST_CASE(drain_finishes_what_is_under_way_and_takes_nothing_new, Fixture) {
  Gate gate;
  hooks.handle = [&](Request&&) {
    gate.pass();
    return Response::text(200, "finished");
  };
  const auto serving = start();
  Client idle = connect(), busy = connect();
  busy.send(request + request);
  BOOST_REQUIRE(eventually([&] { return gate.waiting == 1; }));
  std::atomic<bool> drained{false};
  std::thread draining([&] { drained = server->drain(9000); });
  BOOST_TEST(idle.closed_by_server());
  gate.open = true;
  const Answer answer = busy.answer();
  BOOST_TEST(answer.body == "finished");
  BOOST_TEST(answer.field("connection") == "close");
  BOOST_TEST(busy.closed_by_server());
  ::shutdown(busy.fd(), SHUT_RDWR);
  draining.join();
  BOOST_TEST(drained);
  // The listening socket is gone.
  veza::base::Fd late(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  BOOST_TEST(::connect(late.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0);
}

BOOST_FIXTURE_TEST_CASE(drain_gives_up_at_its_deadline, Fixture) {
  Gate gate;
  hooks.handle = [&](Request&&) {
    gate.pass();
    return Response::empty(204);
  };
  const auto serving = start();
  Client busy = connect();
  busy.send(request);
  BOOST_REQUIRE(eventually([&] { return gate.waiting == 1; }));
  BOOST_TEST(!server->drain(50));
  gate.open = true;
}

BOOST_FIXTURE_TEST_CASE(a_client_may_leave_while_its_request_runs, Fixture) {
  Gate gate;
  std::atomic<int> incomplete{0};
  hooks.handle = [&](Request&&) {
    gate.pass();
    return Response::text(200, std::string(1U << 20, 'a'));
  };
  hooks.access = [&](const AccessRecord& record) { incomplete += record.complete ? 0 : 1; };
  const auto serving = start();
  {
    Client leaving = connect();
    leaving.send(request);
    BOOST_REQUIRE(eventually([&] { return gate.waiting == 1; }));
    const linger hard{1, 0};
    ::setsockopt(leaving.fd(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  BOOST_TEST(eventually([&] { return server->stats().connections == 0; }));
  gate.open = true;
  BOOST_TEST(eventually([&] { return gate.waiting == 0; }));
  BOOST_TEST(incomplete == 1);
  BOOST_TEST(get("/").status == 200);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_has_shut_its_side_still_gets_its_answer, Fixture) {
  const auto serving = start();
  Client client = connect();
  client.send(request);
  ::shutdown(client.fd(), SHUT_WR);
  BOOST_TEST(client.answer().status == 200);
  BOOST_TEST(client.closed_by_server());
}

BOOST_FIXTURE_TEST_CASE(running_out_of_descriptors_is_survived, Fixture) {
  const auto serving = start();
  rlimit old{};
  BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &old) == 0);
  std::vector<Client> clients;
  {
    Client probe = connect();
    // Room for the clients' ends, none for the server's.
    const rlimit tight{static_cast<rlim_t>(probe.fd() + 8), old.rlim_max};
    BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
    for (;;) {
      veza::base::Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
      if (!socket) break;
      clients.emplace_back(std::move(socket));
    }
    BOOST_REQUIRE(!clients.empty());
    clients.pop_back();
    clients.push_back(connect());
    // It sends nothing: a request that meets the closed socket would reset it, and the answer might be lost.
    BOOST_TEST(clients.back().answer().status == 503);
  }
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &old) == 0);
  BOOST_TEST(faults.with([](auto& list) { return !list.empty(); }));
  BOOST_TEST(get("/").status == 200);
}

BOOST_FIXTURE_TEST_CASE(two_reactors_share_the_connections, Fixture) {
  config.reactors = 2;
  hooks.handle = [](Request&& r) { return Response::text(200, std::string(r.body.view())); };
  const auto serving = start();
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      Client client = connect();
      for (int i = 0; i < 100; ++i) {
        const std::string body = std::to_string(t * 1000 + i);
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        right += client.answer().body == body ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(right == 800);
  BOOST_TEST(server->stats().requests == 800U);
}

BOOST_AUTO_TEST_CASE(a_start_that_fails_says_why) {
  Fixture taken;
  const auto serving = taken.start();
  const auto refusal = [](ListenAddress address) {
    ServerConfig config;
    config.listen = {std::move(address)};
    Hooks hooks;
    hooks.handle = [](Request&&) { return Response::empty(204); };
    Server server(config, hooks);
    const auto started = server.start();
    BOOST_REQUIRE(!started.has_value());
    return started.error().message;
  };
  BOOST_TEST(refusal({"127.0.0.1", taken.port(), false}).find("Address already in use") != std::string::npos);
  BOOST_TEST(refusal({"localhost", 0, false}).find("numeric") != std::string::npos);
  BOOST_TEST(refusal({"127.0.0.1", 0, true}).find("certificate") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
