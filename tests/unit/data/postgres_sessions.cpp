#include <signal.h>

#include <latch>

#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(postgres_sessions, *boost::unit_test::label("postgres") * boost::unit_test::disabled())

// Prepared statements of the one session.
int64_t prepared(Database& database) {
  return (*must(database.row("SELECT count(*) FROM pg_prepared_statements")))[0].integer();
}

BOOST_FIXTURE_TEST_CASE(statements_are_prepared_once_and_let_go_when_the_cache_is_full, ScratchDatabase) {
  reopen({.sessions = 1, .cached_statements = 4});
  for (int round = 0; round < 5; ++round) must(database->rows("SELECT $1 + 1", {round}));
  BOOST_TEST(prepared(*database) == 2);
  for (int i = 0; i < 50; ++i) {
    const std::string sql = "SELECT " + std::to_string(i);
    must(database->rows(sql));
    must(database->write([&](Transaction& tx) -> base::Status {
      must(tx.rows(sql));
      return {};
    }));
  }
  BOOST_TEST(prepared(*database) <= 5);
  // Those that failed leave nothing behind either.
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST(!database->row("SELECT $1, $2, " + std::to_string(i), {1}));
    BOOST_TEST(!database->row("SELECT nothing_" + std::to_string(i), {}));
  }
  BOOST_TEST(prepared(*database) <= 5);
}

BOOST_FIXTURE_TEST_CASE(a_server_process_that_stands_still_is_given_up, ScratchDatabase) {
  reopen({.sessions = 1, .statement_timeout_ms = 200});
  script("CREATE TABLE t (id BIGINT)");
  const auto process = [&] { return (*must(database->row("SELECT pg_backend_pid()")))[0].integer(); };
  for (const bool writes : {false, true}) {
    const auto stopped = static_cast<pid_t>(process());
    BOOST_REQUIRE(::kill(stopped, SIGSTOP) == 0);
    // On another session, or refused; but it ends.
    const auto written =
        writes ? database->write([](Transaction& tx) { return run(tx, "INSERT INTO t VALUES (1)"); }) : base::Status();
    BOOST_TEST((written || written.error().code == base::Code::unavailable));
    BOOST_TEST(process() != stopped);
    ::kill(stopped, SIGCONT);
  }
}

BOOST_FIXTURE_TEST_CASE(an_empty_write_and_empty_savepoints_are_fine, ScratchDatabase) {
  script("CREATE TABLE t (id BIGINT)");
  const auto nothing = []() -> base::Status { return {}; };
  const auto refuse = []() -> base::Status { return base::fail(base::Code::invalid, "no"); };
  must(database->write([](Transaction&) -> base::Status { return {}; }));
  must(database->write([&](Transaction& tx) -> base::Status {
    must(tx.savepoint(nothing));
    BOOST_TEST(!tx.savepoint(refuse));
    must(tx.savepoint([&]() -> base::Status {
      must(tx.savepoint(nothing));
      BOOST_TEST(!tx.savepoint(refuse));
      return run(tx, "INSERT INTO t VALUES (1)");
    }));
    BOOST_TEST(!tx.savepoint([&]() -> base::Status {
      must(run(tx, "INSERT INTO t VALUES (2)"));
      return refuse();
    }));
    return tx.savepoint(nothing);
  }));
  BOOST_TEST(!database->write([&](Transaction&) { return refuse(); }));
  BOOST_TEST(count("t") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_schema_that_changes_between_two_writes_goes_unnoticed, ScratchDatabase) {
  script("CREATE TABLE t (a BIGINT)");
  const auto insert = [&] {
    size_t columns = 0;
    must(database->write([&](Transaction& tx) -> base::Status {
      must(run(tx, "INSERT INTO t (a) VALUES (1)"));
      auto row = tx.row("SELECT * FROM t");
      if (!row) return base::fail(row.error());
      columns = (*row)->size();
      return {};
    }));
    return columns;
  };
  reopen({.sessions = 1});
  BOOST_TEST(insert() == 1u);
  script("ALTER TABLE t ADD COLUMN b BIGINT DEFAULT 2");
  BOOST_TEST(insert() == 2u);
  script("ALTER TABLE t ALTER COLUMN b TYPE TEXT");
  BOOST_TEST((*must(database->row("SELECT * FROM t")))[1].text() == "2");
  BOOST_TEST(insert() == 2u);
  BOOST_TEST(count("t") == 3);
}

BOOST_FIXTURE_TEST_CASE(when_all_sessions_are_busy_a_caller_waits_and_then_gives_up, ScratchDatabase) {
  reopen({.sessions = 2, .acquire_timeout_ms = 50});
  std::latch inside(2);
  std::latch go(1);
  std::atomic<int> failed{0};
  std::vector<std::thread> holders;
  for (int i = 0; i < 2; ++i) {
    holders.emplace_back([&] {
      const auto status = database->write([&](Transaction& tx) -> base::Status {
        auto row = tx.row("SELECT 1");
        inside.count_down();
        go.wait();
        return row ? base::Status() : base::fail(row.error());
      });
      if (!status) ++failed;
    });
  }
  inside.wait();
  const auto refused = database->row("SELECT 1");
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == base::Code::unavailable));
  BOOST_TEST(refused.error().message.find("all 2 database sessions") != std::string::npos, refused.error().message);
  go.count_down();
  for (auto& holder : holders) holder.join();
  BOOST_TEST(failed == 0);
  must(database->ping());
}

BOOST_FIXTURE_TEST_CASE(one_session_serves_many_threads_and_nested_queries, ScratchDatabase) {
  reopen({.sessions = 1, .acquire_timeout_ms = 60'000});
  std::atomic<int> seen{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        (void)database->query("VALUES (1), (2)", {}, [&](const RowView&) -> base::Status {
          auto inner = database->row("SELECT 1");
          if (inner && *inner) ++seen;
          return {};
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(seen == 320);
}

BOOST_FIXTURE_TEST_CASE(a_statement_that_takes_too_long_is_unavailable_but_a_migration_is_not, ScratchDatabase) {
  reopen({.statement_timeout_ms = 50});
  const auto row = database->row("SELECT 1 FROM pg_sleep(60)");
  BOOST_REQUIRE(!row);
  BOOST_TEST((row.error().code == base::Code::unavailable));
  BOOST_TEST(row.error().message.find("timeout") != std::string::npos, row.error().message);
  must(database->ping());
  must(database->write([](Transaction& tx) { return tx.script("CREATE TABLE t (a BIGINT); SELECT pg_sleep(0.2)"); }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
