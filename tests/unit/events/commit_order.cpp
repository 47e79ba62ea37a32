// Writes that commit side by side: PostgreSQL.
#include <latch>

#include "outbox_fixture.h"

namespace veza::events {

BOOST_AUTO_TEST_SUITE(commit_order, *boost::unit_test::label("postgres") * boost::unit_test::disabled())

// A write that emits, and commits when told.
class Held {
 public:
  Held(OutboxFixture& fixture, Event event)
      : thread_([this, &fixture, event = std::move(event)] {
          const auto status = fixture.database->write([&](data::Transaction& tx) -> base::Status {
            auto id = fixture.outbox->emit(tx, event);
            emitted_.count_down();
            go_.wait();
            return id ? base::Status() : base::fail(id.error());
          });
          if (!status) throw std::runtime_error(status.error().message);
        }) {
    emitted_.wait();
  }
  void commit() {
    go_.count_down();
    thread_.join();
  }

 private:
  std::latch emitted_{1};
  std::latch go_{1};
  std::thread thread_;
};

BOOST_FIXTURE_TEST_CASE(an_event_emitted_early_and_committed_late_is_not_lost, OutboxFixture) {
  Inbox inbox;
  collect("c", inbox);
  Held early(*this, event("a", 1));
  emit(event("b", 2));
  // The later number does not wait for the earlier one.
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 1; }));
  Held middle(*this, event("c", 3));
  emit(event("d", 4));
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 2; }));
  early.commit();
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 3; }));
  middle.commit();
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 4; }));
  BOOST_TEST(inbox.all() == (Names{"b:2", "d:4", "a:1", "c:3"}), boost::test_tools::per_element());
  // Nor is it when the consumer comes back.
  restart();
  Inbox again;
  collect("from the beginning", again, "*", From::beginning);
  BOOST_REQUIRE(eventually([&] { return again.size() == 4; }));
  BOOST_TEST(again.all() == inbox.all(), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(an_open_write_is_after_a_consumer_that_starts_now, OutboxFixture) {
  Held open(*this, event("a", 1));
  emit(event("b", 2));
  Inbox inbox;
  collect("c", inbox);
  open.commit();
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 1; }));
  BOOST_TEST(inbox.all() == Names{"a:1"}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_prune_beside_open_writes_takes_nothing_of_theirs, OutboxFixture) {
  Inbox inbox;
  collect("c", inbox);
  Held open(*this, event("a", 1));
  emit(event("b", 2));
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 1; }));
  now += 1;
  BOOST_REQUIRE(eventually([&] {
    (void)must(outbox->prune(now, 0));
    return count("outbox") == 0;
  }));
  open.commit();
  BOOST_TEST(eventually([&] { return inbox.size() == 2; }));
}

// Writers of one aggregate that wait for each other's row, with other writes between: the order of their commits.
BOOST_FIXTURE_TEST_CASE(writers_of_one_aggregate_are_in_the_order_of_their_commits, OutboxFixture) {
  must(database->write([](data::Transaction& tx) {
    return tx.script(
        "CREATE TABLE counters (id TEXT PRIMARY KEY, n BIGINT NOT NULL); CREATE TABLE noise (n BIGINT);"
        "INSERT INTO counters VALUES ('a', 0), ('b', 0)");
  }));
  constexpr int writers = 8;
  constexpr int each = 60;
  Inbox inbox;
  collect("c", inbox);
  std::vector<std::thread> threads;
  std::atomic<int> failed{0};
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < each; ++i) {
        const std::string id = w % 2 == 0 ? "a" : "b";
        const auto status = database->write([&](data::Transaction& tx) -> base::Status {
          // Begun before the row is waited for: transaction ids are not in the order of the commits.
          auto noise = tx.execute("INSERT INTO noise VALUES (1)");
          if (!noise) return base::fail(noise.error());
          auto row = tx.row("UPDATE counters SET n = n + 1 WHERE id = $1 RETURNING n", {id});
          if (!row) return base::fail(row.error());
          auto emitted = outbox->emit(tx, event(id, static_cast<int>((**row)[0].integer())));
          return emitted ? base::Status() : base::fail(emitted.error());
        });
        if (!status) ++failed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(failed == 0);
  BOOST_REQUIRE(eventually([&] { return inbox.size() == writers * each; }));
  for (const std::string id : {"a", "b"}) {
    Names expected;
    for (int n = 1; n <= writers * each / 2; ++n) expected.push_back(id + ":" + std::to_string(n));
    BOOST_TEST(inbox.firsts(id) == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::events
