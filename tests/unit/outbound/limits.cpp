// How many, how long, how often in vain.
#include <boost/test/unit_test.hpp>
#include <future>

#include "outbound/breaker.h"
#include "outbound/client.h"
#include "outbound/slots.h"
#include "peer.h"

namespace veza::outbound {
namespace {

using base::Code;
using Found = base::Result<std::vector<Address>>;

BOOST_AUTO_TEST_SUITE(outbound_limits)

BOOST_AUTO_TEST_CASE(a_breaker_opens_and_lets_one_try) {
  int64_t now = 1000;
  Breaker breaker({.failures = 3, .open_ms = 100, .hosts = 2}, [&] { return now; });
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(breaker.admit("a"));
    breaker.failed("a");
  }
  BOOST_TEST(!breaker.admit("a"));
  BOOST_TEST(breaker.admit("b"));
  now += 100;
  BOOST_TEST(breaker.admit("a"));
  BOOST_TEST(!breaker.admit("a"));  // while that one tries
  breaker.failed("a");
  now += 99;
  BOOST_TEST(!breaker.admit("a"));
  now += 1;
  BOOST_TEST(breaker.admit("a"));
  breaker.succeeded("a");
  BOOST_TEST(breaker.admit("a"));
  BOOST_TEST(breaker.admit("a"));
}

BOOST_AUTO_TEST_CASE(a_breaker_remembers_only_so_many_hosts) {
  int64_t now = 1000;
  Breaker breaker({.failures = 1, .open_ms = 100, .hosts = 2}, [&] { return now; });
  for (const char* host : {"a", "b", "c"}) breaker.failed(host);
  BOOST_TEST(!breaker.admit("a"));
  BOOST_TEST(!breaker.admit("b"));
  BOOST_TEST(breaker.admit("c"));
  now += 1000;
  breaker.failed("c");
  BOOST_TEST(!breaker.admit("c"));
}

BOOST_AUTO_TEST_CASE(slots_are_counted_for_all_and_for_each) {
  using std::chrono::steady_clock;
  Slots slots(3, 2);
  auto one = slots.take("a", steady_clock::now());
  {
    auto two = slots.take("a", steady_clock::now());
    BOOST_TEST(two.has_value());
    BOOST_TEST((slots.take("a", steady_clock::now()).error().code == Code::limited));
    auto three = slots.take("b", steady_clock::now());
    BOOST_TEST(three.has_value());
    BOOST_TEST((slots.take("c", steady_clock::now()).error().code == Code::limited));
    // One that waits gets what is given back.
    auto waiting = std::async(
        std::launch::async, [&] { return slots.take("a", steady_clock::now() + std::chrono::minutes(1)).has_value(); });
    { auto given = std::move(*two); }
    BOOST_TEST(waiting.get());
  }
  BOOST_TEST(slots.take("a", steady_clock::now()).has_value());
  BOOST_TEST(slots.take("c", steady_clock::now()).has_value());
}

BOOST_AUTO_TEST_CASE(a_host_that_fails_is_left_alone) {
  Config config;
  config.allow = {"127.0.0.0/8"};
  config.breaker.failures = 2;
  std::atomic<int> asked{0};
  config.lookup = [&](const std::string&) -> Found {
    ++asked;
    return base::fail(Code::unavailable, "no such name");
  };
  std::vector<Outcome> outcomes;
  config.observe = [&](Outcome outcome, double) { outcomes.push_back(outcome); };
  const auto client = Client::create(config).value();
  for (int i = 0; i < 3; ++i)
    BOOST_TEST((client->fetch({.url = "https://gone.test/"}).error().code == Code::unavailable));
  BOOST_TEST(asked == 2);
  BOOST_TEST((outcomes == std::vector{Outcome::failed, Outcome::failed, Outcome::broken}));
  BOOST_TEST(
      (client->fetch({.url = "https://gone.test:444/"}).error().message.find("no such name") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_no_failure_of_the_host) {
  Config config;
  config.breaker.failures = 1;
  config.lookup = [](const std::string&) -> Found { return std::vector{*parse_address("10.0.0.1")}; };
  std::vector<Outcome> outcomes;
  config.observe = [&](Outcome outcome, double) { outcomes.push_back(outcome); };
  const auto client = Client::create(config).value();
  for (int i = 0; i < 3; ++i)
    BOOST_TEST((client->fetch({.url = "https://inside.test/"}).error().code == Code::forbidden));
  BOOST_TEST((outcomes == std::vector(3, Outcome::refused)));
}

BOOST_AUTO_TEST_CASE(a_look_up_that_hangs_does_not_hold_the_fetch) {
  auto release = std::make_shared<std::promise<void>>();
  const std::shared_future<void> released = release->get_future().share();
  Config config;
  config.lookup = [released](const std::string&) -> Found {
    released.wait();
    return std::vector{*parse_address("10.0.0.1")};
  };
  const auto answer = Client::create(config).value()->fetch({.url = "https://slow.test/", .timeout_ms = 50});
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().code == Code::unavailable));
  BOOST_TEST(answer.error().message.find("not found in time") != std::string::npos);
  release->set_value();
}

BOOST_AUTO_TEST_CASE(stopping_ends_what_is_under_way) {
  std::promise<void> begun;
  test::Peer peer("127.0.0.2", [&](const test::Call&) { begun.set_value(); });
  Config config;
  config.allow = {"127.0.0.2"};
  const auto client = Client::create(config).value();
  auto fetch = std::async(std::launch::async, [&] {
    return client->fetch({.url = "http://127.0.0.2:" + std::to_string(peer.port()) + "/", .timeout_ms = 60'000});
  });
  begun.get_future().wait();
  client->stop();
  BOOST_TEST((fetch.get().error().code == Code::cancelled));
  BOOST_TEST((client->fetch({.url = "https://example.org/"}).error().code == Code::cancelled));
}

BOOST_AUTO_TEST_CASE(settings_that_cannot_be_are_faults) {
  Config config;
  config.allow = {"nonsense"};
  BOOST_TEST(Client::create(config).error().message.find("outbound.allow") != std::string::npos);
  config = {};
  config.ca_file = "/no/such/file.pem";
  BOOST_TEST(Client::create(config).error().message.find("outbound.ca_file") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::outbound
