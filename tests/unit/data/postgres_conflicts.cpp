#include <barrier>

#include "data/migrations.h"
#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(postgres_conflicts, *boost::unit_test::label("postgres") * boost::unit_test::disabled())

BOOST_FIXTURE_TEST_CASE(two_writes_that_deadlock_both_commit_in_the_end, ScratchDatabase) {
  script("CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT NOT NULL); INSERT INTO t VALUES (1, 0), (2, 0)");
  std::barrier both(2);
  std::atomic<int> bodies{0};
  std::atomic<int> hooks{0};
  std::atomic<int> failed{0};
  const auto cross = [&](int64_t first, int64_t second) {
    bool met = false;
    const auto status = database->write([&](Transaction& tx) -> base::Status {
      ++bodies;
      tx.on_commit([&] { ++hooks; });
      if (auto one = run(tx, "UPDATE t SET n = n + 1 WHERE id = $1", {first}); !one) return one;
      // Each holds a row now; only in the first run, or the second would wait for nobody.
      if (!std::exchange(met, true)) both.arrive_and_wait();
      return run(tx, "UPDATE t SET n = n + 1 WHERE id = $1", {second});
    });
    if (!status) ++failed;
  };
  std::thread other([&] { cross(2, 1); });
  cross(1, 2);
  other.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST(bodies == 3);
  BOOST_TEST(hooks == 2);
  BOOST_TEST((*must(database->row("SELECT sum(n) FROM t")))[0].integer() == 4);
}

BOOST_FIXTURE_TEST_CASE(a_serialization_failure_runs_the_body_again_also_from_inside_a_savepoint, ScratchDatabase) {
  script("CREATE TABLE t (id BIGINT)");
  int bodies = 0;
  must(database->write([&](Transaction& tx) -> base::Status {
    ++bodies;
    must(run(tx, "INSERT INTO t VALUES (1)"));
    const auto inner = tx.savepoint([&]() -> base::Status {
      if (bodies < 4) return run(tx, "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$");
      return run(tx, "INSERT INTO t VALUES (2)");
    });
    // Whatever the body makes of it.
    BOOST_TEST(inner.has_value() == (bodies == 4));
    return {};
  }));
  BOOST_TEST(bodies == 4);
  BOOST_TEST(count("t") == 2);
}

BOOST_FIXTURE_TEST_CASE(a_write_that_never_gets_through_is_unavailable, ScratchDatabase) {
  int bodies = 0;
  const auto status = database->write([&](Transaction& tx) {
    ++bodies;
    return run(tx, "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$");
  });
  BOOST_REQUIRE(!status);
  BOOST_TEST((status.error().code == base::Code::unavailable));
  BOOST_TEST(bodies == 10);
}

BOOST_FIXTURE_TEST_CASE(counting_up_from_many_threads_loses_none, ScratchDatabase) {
  script("CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT NOT NULL); INSERT INTO t VALUES (1, 0)");
  std::vector<std::thread> threads;
  std::atomic<int> failed{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        if (!database->write([](Transaction& tx) { return run(tx, "UPDATE t SET n = n + 1 WHERE id = 1"); })) ++failed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST((*must(database->row("SELECT n FROM t")))[0].integer() == 200);
}

BOOST_FIXTURE_TEST_CASE(two_hosts_that_migrate_at_once_do_each_step_once, ScratchDatabase) {
  Component component{"library", {}};
  for (int i = 1; i <= 20; ++i) {
    const std::string n = std::to_string(i);
    component.migrations.push_back({i, "create_t" + n, "CREATE TABLE t" + n + " (id BIGINT); SELECT pg_sleep(0.01)"});
  }
  const auto other = must(place.open());
  std::barrier both(2);
  std::atomic<size_t> applied{0};
  std::atomic<int> failed{0};
  const auto migrate_all = [&](Database& on) {
    both.arrive_and_wait();
    const auto done = migrate(on, {component});
    if (!done) {
      ++failed;
      return;
    }
    applied += done->size();
  };
  std::thread thread([&] { migrate_all(*other); });
  migrate_all(*database);
  thread.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST(applied == 20u);
  BOOST_TEST(must(migrate(*database, {component})).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
