#include "observe/health.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

using namespace veza;
using observe::Health;
using observe::HealthCheck;
using observe::HealthChecks;
using observe::HealthState;

namespace {

HealthCheck check(const std::string& name, bool needed, std::function<Health()> run) {
  HealthCheck made;
  made.name = name;
  made.needed = needed;
  made.run = std::move(run);
  return made;
}

// A door that a check waits at until the test opens it.
class Door {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [&] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

struct Hand {
  std::atomic<int64_t> now{1'700'000'000'000};
  base::Clock clock() {
    return [this] { return now.load(); };
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(health)

BOOST_AUTO_TEST_CASE(the_report_is_as_bad_as_its_worst_part) {
  HealthChecks checks;
  BOOST_TEST(observe::name(checks.deep().state) == "ok");
  BOOST_REQUIRE(checks.add(check("database", true, [] { return Health::ok("answers"); })));
  BOOST_REQUIRE(checks.add(check("cache", false, [] { return Health::degraded("in memory: Redis is gone"); })));
  auto report = checks.deep();
  BOOST_TEST(observe::name(report.state) == "degraded");
  BOOST_TEST(report.parts["database"]["state"] == "ok");
  BOOST_TEST(report.parts["cache"]["message"] == "in memory: Redis is gone");
  BOOST_TEST(observe::name(checks.ready().state) == "ok");
  BOOST_TEST(!checks.ready().parts.contains("cache"));
}

BOOST_AUTO_TEST_CASE(a_name_is_taken_once) {
  HealthChecks checks;
  BOOST_REQUIRE(checks.add(check("disk", false, [] { return Health::ok(""); })));
  const auto again = checks.add(check("disk", false, [] { return Health::ok(""); }));
  BOOST_REQUIRE(!again);
  BOOST_TEST(base::name(again.error().code) == "conflict");
}

BOOST_AUTO_TEST_CASE(a_check_that_throws_is_down) {
  HealthChecks checks;
  BOOST_REQUIRE(checks.add(check("disk", true, []() -> Health { throw std::runtime_error("no such device"); })));
  BOOST_REQUIRE(checks.add(check("odd", true, []() -> Health { throw 7; })));
  const auto report = checks.ready();
  BOOST_TEST(observe::name(report.state) == "down");
  BOOST_TEST(report.parts["disk"]["message"] == "the check failed: no such device");
  BOOST_TEST(report.parts["odd"]["state"] == "down");
}

BOOST_AUTO_TEST_CASE(a_fresh_result_is_not_asked_again) {
  Hand hand;
  HealthChecks checks(hand.clock());
  std::atomic<int> asked = 0;
  BOOST_REQUIRE(checks.add(check("database", true, [&] {
    ++asked;
    return Health::ok("");
  })));
  (void)checks.ready();
  (void)checks.ready();
  BOOST_TEST(asked == 1);
  hand.now += 1'000;
  (void)checks.ready();
  BOOST_TEST(asked == 2);
}

BOOST_AUTO_TEST_CASE(a_check_that_hangs_is_down_and_holds_up_nobody_twice) {
  Hand hand;
  HealthChecks checks(hand.clock());
  Door door;
  std::atomic<int> asked = 0;
  auto slow = check("s3", true, [&] {
    ++asked;
    door.wait();
    return Health::ok("back");
  });
  slow.timeout_ms = 30;
  slow.fresh_ms = 0;
  BOOST_REQUIRE(checks.add(slow));
  for (int i = 0; i < 3; ++i) {
    const auto report = checks.ready();
    BOOST_TEST(report.parts["s3"]["state"] == "down");
    BOOST_TEST(report.parts["s3"]["message"] == "did not answer within 30 ms");
    hand.now += 10;
  }
  BOOST_TEST(asked == 1);
  door.open();
  BOOST_TEST(checks.remove_owner("host"));
  BOOST_TEST(checks.ready().parts.empty());
}

BOOST_AUTO_TEST_CASE(the_breaker_opens_after_failures_and_closes_by_itself) {
  Hand hand;
  HealthChecks checks(hand.clock());
  std::atomic<int> asked = 0;
  std::atomic<bool> up = false;
  auto flaky = check("redis", true, [&] {
    ++asked;
    return up ? Health::ok("") : Health::down("refused");
  });
  flaky.fresh_ms = 1;
  flaky.failures_to_open = 2;
  flaky.open_ms = 1'000;
  BOOST_REQUIRE(checks.add(flaky));
  BOOST_TEST(checks.ready().parts["redis"]["breaker"] == "closed");
  hand.now += 5;
  BOOST_TEST(checks.ready().parts["redis"]["breaker"] == "open");
  hand.now += 5;
  up = true;
  const auto held = checks.ready();
  BOOST_TEST(held.parts["redis"]["state"] == "down");
  BOOST_TEST(asked == 2);
  hand.now += 1'000;
  const auto back = checks.ready();
  BOOST_TEST(back.parts["redis"]["state"] == "ok");
  BOOST_TEST(back.parts["redis"]["breaker"] == "closed");
}

BOOST_AUTO_TEST_CASE(an_owner_is_removed_when_its_checks_have_ended) {
  HealthChecks checks;
  Door door;
  auto slow = check("plugin.part", false, [&] {
    door.wait();
    return Health::ok("");
  });
  slow.owner = "library";
  slow.timeout_ms = 10;
  BOOST_REQUIRE(checks.add(slow));
  (void)checks.deep();
  BOOST_TEST(!checks.remove_owner("library", 20));
  door.open();
  BOOST_TEST(checks.remove_owner("library"));
}

BOOST_AUTO_TEST_SUITE_END()
