#include "identity/login_limits.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "kv/memory_store.h"

using namespace veza::identity;

namespace {

struct Limits {
  std::atomic<int64_t> now{1'000'000};
  std::unique_ptr<veza::kv::MemoryStore> store = veza::kv::make_memory_store({.clock = [this] { return now.load(); }});
  LoginLimits limits{*store, [this] { return now.load(); }};

  // 0, or the status.
  int fail(const std::string& account, const std::string& ip, const std::string& device = "", bool known = false) {
    auto attempt = limits.begin_login(account, {.ip = ip, .device = device, .known_address = known});
    if (!attempt) return attempt.error().status;
    attempt->failed();
    return 0;
  }
  int succeed(const std::string& account, const std::string& ip, const std::string& device = "") {
    auto attempt = limits.begin_login(account, {.ip = ip, .device = device});
    if (!attempt) return attempt.error().status;
    attempt->succeeded();
    return 0;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_login_limits)

BOOST_AUTO_TEST_CASE(five_failures_for_an_account_from_anywhere) {
  Limits l;
  for (int i = 0; i < 5; ++i) BOOST_TEST(l.fail("ann", "192.0.2." + std::to_string(i)) == 0);
  auto refused = l.limits.begin_login("ann", {.ip = "192.0.2.77"});
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == "rate_limited");
  BOOST_TEST(refused.error().retry_after_s == 900);
  BOOST_TEST(l.fail("ben", "192.0.2.77") == 0);
  l.now += 901'000;
  BOOST_TEST(l.fail("ann", "192.0.2.77") == 0);
}

BOOST_AUTO_TEST_CASE(five_failures_for_an_address_whatever_the_account) {
  Limits l;
  for (int i = 0; i < 5; ++i) BOOST_TEST(l.fail("user" + std::to_string(i), "2001:db8::1") == 0);
  BOOST_TEST(l.fail("other", "2001:db8::2") == 429);  // the same /64
  BOOST_TEST(l.fail("other", "2001:db8:0:1::2") == 0);
}

BOOST_AUTO_TEST_CASE(successes_use_nothing_up_and_clear_the_account_only) {
  Limits l;
  for (int i = 0; i < 30; ++i) BOOST_TEST(l.succeed("ann", "192.0.2.1") == 0);
  for (int i = 0; i < 4; ++i) BOOST_TEST(l.fail("ann", "192.0.2.1") == 0);
  BOOST_TEST(l.succeed("ann", "192.0.2.1") == 0);
  BOOST_TEST(l.fail("ann", "192.0.2.1") == 0);
  // The account has one failure, the address five.
  BOOST_TEST(l.fail("ann", "192.0.2.1") == 429);
  BOOST_TEST(l.fail("ann", "192.0.2.2") == 0);
}

BOOST_AUTO_TEST_CASE(attempts_under_way_count) {
  Limits l;
  std::vector<LoginLimits::Attempt> open;
  for (int i = 0; i < 5; ++i) {
    const std::string ip = "192.0.2." + std::to_string(i);
    auto attempt = l.limits.begin_login("ann", {.ip = ip});
    BOOST_REQUIRE(attempt);
    open.push_back(std::move(*attempt));
  }
  BOOST_TEST(l.fail("ann", "192.0.2.9") == 429);
  open.clear();  // undecided: they cost nothing
  BOOST_TEST(l.fail("ann", "192.0.2.9") == 0);
}

BOOST_AUTO_TEST_CASE(parallel_guesses_gain_nothing) {
  Limits l;
  std::atomic<int> tried{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&, i] {
        for (int k = 0; k < 20; ++k)
          tried += l.fail("ann", "198.51." + std::to_string(i) + "." + std::to_string(k)) == 0 ? 1 : 0;
      });
  }
  BOOST_TEST(tried <= 5);
  BOOST_TEST(tried > 0);
}

BOOST_AUTO_TEST_CASE(strangers_do_not_lock_out_a_known_browser_or_address) {
  Limits l;
  const auto attack = [&] {
    for (int i = 0; i < 200; ++i) (void)l.fail("ann", "198.51.100." + std::to_string(i));
    BOOST_TEST(l.fail("ann", "203.0.113.1") == 429, "a stranger has to wait");
  };
  // For days on end.
  for (int hour = 0; hour < 72; ++hour, l.now += 3'600'000) {
    attack();
    BOOST_TEST(l.succeed("ann", "192.0.2.1", "browser") == 0);
    BOOST_TEST(l.fail("ann", "192.0.2.9", "", true) == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_browser_has_guesses_of_its_own_even_behind_the_attackers_address) {
  Limits l;
  for (int i = 0; i < 5; ++i) BOOST_TEST(l.fail("ann", "192.0.2.1") == 0);
  BOOST_TEST(l.fail("ben", "192.0.2.1") == 429);
  BOOST_TEST(l.fail("ann", "192.0.2.1", "", true) == 429, "the address is over its limit");
  for (int i = 0; i < 5; ++i) BOOST_TEST(l.fail("ann", "192.0.2.1", "browser") == 0);
  BOOST_TEST(l.fail("ann", "192.0.2.1", "browser") == 429, "but no more than five");
  BOOST_TEST(l.succeed("ann", "192.0.2.1", "another") == 0);
}

BOOST_AUTO_TEST_CASE(a_known_browsers_success_gives_strangers_no_new_guesses) {
  Limits l;
  for (int i = 0; i < 5; ++i) BOOST_TEST(l.fail("ann", "198.51.100." + std::to_string(i)) == 0);
  BOOST_TEST(l.succeed("ann", "192.0.2.1", "browser") == 0);
  BOOST_TEST(l.fail("ann", "198.51.100.77") == 429);
}

BOOST_AUTO_TEST_CASE(the_wait_doubles_up_to_four_hours_and_starts_anew_after_a_day) {
  const std::vector<int64_t> minutes{15, 30, 60, 120, 240, 240, 240};
  for (size_t i = 0; i < minutes.size(); ++i)
    BOOST_TEST(lockout_ms(static_cast<int64_t>(i) + 1) == minutes[i] * 60'000);
  BOOST_TEST(lockout_ms(1'000'000) == 240 * 60'000);
  Limits l;
  int next = 0;
  const auto lock_out = [&] {
    for (int i = 0; i < 5; ++i) BOOST_TEST(l.fail("ann", "10.0." + std::to_string(++next) + ".1") == 0);
    const auto refused = l.limits.begin_login("ann", {.ip = "192.0.2.77"});
    BOOST_REQUIRE(!refused);
    return refused.error().retry_after_s;
  };
  for (const int64_t wait : {15, 30, 60, 120, 240, 240}) {
    BOOST_TEST(lock_out() == wait * 60);
    l.now += wait * 60'000 - 1'000;
    BOOST_TEST(l.fail("ann", "192.0.2.78") == 429);
    l.now += 2'000;
  }
  l.now += 24LL * 3'600'000;
  BOOST_TEST(lock_out() == 15 * 60);
}

BOOST_AUTO_TEST_CASE(hosts_share_what_they_count) {
  Limits l;
  LoginLimits other(*l.store, [&] { return l.now.load(); });
  std::vector<LoginLimits::Attempt> open;
  for (int i = 0; i < 5; ++i) {
    const std::string ip = "192.0.2." + std::to_string(i);
    auto attempt = (i % 2 == 0 ? l.limits : other).begin_login("ann", {.ip = ip});
    BOOST_REQUIRE(attempt);
    open.push_back(std::move(*attempt));
  }
  BOOST_TEST(!other.begin_login("ann", {.ip = "192.0.2.9"}));
  for (auto& attempt : open) attempt.failed();
  open.clear();
  BOOST_TEST(!l.limits.begin_login("ann", {.ip = "192.0.2.9"}));
  BOOST_TEST(!other.begin_login("ann", {.ip = "192.0.2.9"}));
}

BOOST_AUTO_TEST_CASE(attempts_a_crash_left_behind_end_by_themselves) {
  Limits l;
  LoginLimits crashed(*l.store, [&] { return l.now.load(); });
  std::vector<LoginLimits::Attempt> never_decided;
  for (int i = 0; i < 5; ++i) {
    const std::string ip = "192.0.2." + std::to_string(i);
    auto attempt = crashed.begin_login("ann", {.ip = ip});
    BOOST_REQUIRE(attempt);
    never_decided.push_back(std::move(*attempt));
  }
  BOOST_TEST(l.fail("ann", "192.0.2.9") == 429);
  l.now += 61'000;
  BOOST_TEST(l.fail("ann", "192.0.2.9") == 0);
  never_decided.clear();
  for (int i = 0; i < 4; ++i) BOOST_TEST(l.fail("ann", "192.0.2.1" + std::to_string(i)) == 0);
  BOOST_TEST(l.fail("ann", "192.0.2.99") == 429, "those that come back late give no guesses");
}

BOOST_AUTO_TEST_CASE(three_mails_an_hour_for_an_account_and_for_an_address) {
  Limits l;
  const auto ask = [&](const char* purpose, const std::string& account, const std::string& ip, bool by_address = true) {
    const auto allowed = l.limits.mailed_link(purpose, account, ip, by_address);
    return allowed ? 0 : allowed.error().status;
  };
  for (int i = 0; i < 3; ++i) BOOST_TEST(ask("reset", "ann@example.org", "192.0.2." + std::to_string(i)) == 0);
  BOOST_TEST(ask("reset", "ann@example.org", "192.0.2.9") == 429);
  BOOST_TEST(ask("magic", "ann@example.org", "192.0.2.9") == 0);
  for (int i = 0; i < 3; ++i) BOOST_TEST(ask("reset", "user" + std::to_string(i), "203.0.113.1") == 0);
  BOOST_TEST(ask("reset", "user9", "203.0.113.1") == 429);
  BOOST_TEST(ask("reset", "user9", "203.0.113.1", false) == 0, "who is over the address's limit uses nothing up");
  l.now += 3'600'001;
  BOOST_TEST(ask("reset", "ann@example.org", "192.0.2.9") == 0);
}

BOOST_AUTO_TEST_CASE(three_registrations_an_hour) {
  Limits l;
  for (int i = 0; i < 3; ++i) BOOST_TEST(l.limits.registration("192.0.2.1").has_value());
  const auto refused = l.limits.registration("192.0.2.1");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().status == 429);
  BOOST_TEST(refused.error().retry_after_s > 0);
  BOOST_TEST(l.limits.registration("192.0.2.2").has_value());
  l.now += 3'600'001;
  BOOST_TEST(l.limits.registration("192.0.2.1").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
