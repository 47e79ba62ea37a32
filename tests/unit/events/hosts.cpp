// Several hosts on one database: each with a Database and an Outbox of its own.
#include <latch>

#include "outbox_fixture.h"

namespace veza::events {

BOOST_AUTO_TEST_SUITE(hosts)

struct Host {
  Host(OutboxFixture& fixture, const std::string& node) : database(must(fixture.place->open())) {
    OutboxOptions options = fixture.options;
    options.node = node;
    options.single_node = false;
    options.lease_ms = 200;
    options.poll_ms = 2;
    outbox = std::make_unique<Outbox>(*database, options, base::Log());
  }
  void collect(const std::string& name, Inbox& inbox) {
    must(outbox->subscribe({name, "*", "test", From::beginning, [&](const Event& one) -> base::Status {
                              inbox.add(one);
                              return {};
                            }}));
  }
  std::unique_ptr<data::Database> database;
  std::unique_ptr<Outbox> outbox;
};

std::string holder(OutboxFixture& fixture) {
  const auto row = must(fixture.database->row("SELECT held_by FROM event_consumers"));
  return row ? (*row)[0].string().substr(0, 3) : "";
}

BOOST_FIXTURE_TEST_CASE(one_host_at_a_time_gets_a_consumers_events, OutboxFixture) {
  Inbox first;
  Inbox second;
  Host one(*this, "one");
  Host two(*this, "two");
  one.collect("c", first);
  BOOST_REQUIRE(eventually([&] { return holder(*this) == "one"; }));
  two.collect("c", second);
  for (int i = 0; i < 20; ++i) emit(event("a", i));
  BOOST_REQUIRE(eventually([&] { return first.size() == 20; }));
  BOOST_TEST(second.size() == 0u);
  // It goes: the other goes on where it was.
  BOOST_TEST(one.outbox->stop(60'000));
  for (int i = 20; i < 40; ++i) emit(event("a", i));
  BOOST_REQUIRE(eventually([&] { return second.size() == 20; }));
  BOOST_TEST(second.all().front() == "a:20");
  BOOST_TEST(first.size() == 20u);
}

BOOST_FIXTURE_TEST_CASE(a_silent_hosts_consumers_go_to_another, OutboxFixture) {
  must(database->write([&](data::Transaction& tx) -> base::Status {
    auto held = tx.execute(
        "INSERT INTO event_consumers (name, pattern, position, created_at, seen_at, held_by, held_until) "
        "VALUES ('c', '*', 0, $1, $1, 'dead/1', $2)",
        {now.load(), now + 200});
    return held ? base::Status() : base::fail(held.error());
  }));
  Inbox inbox;
  Host one(*this, "one");
  one.collect("c", inbox);
  emit(event("a", 1));
  // Its lease runs: nobody else gets them.
  BOOST_REQUIRE(eventually([&] { return must(one.outbox->status())[0].behind == 1; }));
  BOOST_TEST(holder(*this) == "dea");
  BOOST_TEST(inbox.size() == 0u);
  now += 201;
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 1; }));
  BOOST_TEST(holder(*this) == "one");
}

BOOST_FIXTURE_TEST_CASE(a_long_call_keeps_the_lease, OutboxFixture) {
  const auto go = std::make_shared<std::latch>(1);
  std::atomic<int> calls{0};
  Inbox other;
  Host one(*this, "one");
  Host two(*this, "two");
  must(one.outbox->subscribe({"c", "*", "test", From::beginning, [&, go](const Event&) -> base::Status {
                                ++calls;
                                go->wait();
                                return {};
                              }}));
  emit(event("a", 1));
  BOOST_REQUIRE(eventually([&] { return calls == 1; }));
  two.collect("c", other);
  const auto until = [&] { return (*must(database->row("SELECT held_until FROM event_consumers")))[0].integer(); };
  // Time passes in steps shorter than the lease; each is renewed.
  for (int i = 0; i < 10; ++i) {
    now += 150;
    BOOST_REQUIRE(eventually([&] { return until() == now + 200; }));
  }
  BOOST_TEST(other.size() == 0u);
  go->count_down();
  BOOST_TEST(one.outbox->stop(60'000));
  BOOST_TEST(calls == 1);
}

BOOST_FIXTURE_TEST_CASE(what_a_host_did_after_it_lost_its_lease_is_not_written_down, OutboxFixture) {
  const auto go = std::make_shared<std::latch>(1);
  std::atomic<int> calls{0};
  Inbox again;
  Host one(*this, "one");
  must(one.outbox->subscribe({"c", "*", "test", From::beginning, [&, go](const Event&) -> base::Status {
                                ++calls;
                                go->wait();
                                return {};
                              }}));
  emit(event("a", 1));
  BOOST_REQUIRE(eventually([&] { return calls == 1; }));
  must(database->write([&](data::Transaction& tx) -> base::Status {
    auto stolen = tx.execute("UPDATE event_consumers SET held_by = 'thief/1', held_until = $1", {now + 1'000'000});
    return stolen ? base::Status() : base::fail(stolen.error());
  }));
  go->count_down();
  BOOST_TEST(one.outbox->stop(60'000));
  BOOST_TEST((*must(database->row("SELECT position FROM event_consumers")))[0].integer() == 0);
  BOOST_TEST(holder(*this) == "thi");
  now += 2'000'000;
  Host two(*this, "two");
  two.collect("c", again);
  BOOST_REQUIRE(eventually([&] { return again.size() == 1; }));
}

BOOST_FIXTURE_TEST_CASE(hosts_that_come_and_go_lose_nothing_and_keep_the_order, OutboxFixture) {
  constexpr int writers = 4;
  constexpr int each = 80;
  options.clock = base::now_ms;
  Inbox inbox;
  std::atomic<bool> emitted{false};
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < each; ++i) {
        (void)database->write([&](data::Transaction& tx) -> base::Status {
          auto id = outbox->emit(tx, event("w" + std::to_string(w), i));
          return id ? base::Status() : base::fail(id.error());
        });
      }
    });
  }
  std::thread churn([&] {
    for (int round = 0; !emitted; ++round) {
      Host passing(*this, "passing");
      passing.collect("c", inbox);
      if (round % 2 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  for (auto& thread : threads) thread.join();
  emitted = true;
  churn.join();
  Host last(*this, "last");
  last.collect("c", inbox);
  BOOST_TEST(eventually([&] {
    for (int w = 0; w < writers; ++w) {
      if (inbox.firsts("w" + std::to_string(w)).size() < each) return false;
    }
    return true;
  }));
  for (int w = 0; w < writers; ++w) {
    const std::string name = "w" + std::to_string(w);
    Names expected;
    for (int i = 0; i < each; ++i) expected.push_back(name + ":" + std::to_string(i));
    BOOST_TEST(inbox.firsts(name) == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::events
