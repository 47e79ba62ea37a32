#include <sys/resource.h>

#include <csignal>
#include <latch>

#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(writers)

struct Table : ScratchDatabase {
  Table() { script("CREATE TABLE t (id INTEGER PRIMARY KEY)"); }
};

BOOST_FIXTURE_TEST_CASE(many_writers_all_commit_and_share_commits, Table) {
  constexpr int threads = 16;
  constexpr int each = 100;
  const auto before = database->stats();
  std::vector<std::thread> writers;
  std::atomic<int> failed{0};
  for (int t = 0; t < threads; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        const int64_t id = t * each + i;
        const bool fail = i % 10 == 9;
        const auto status = database->write([&](Transaction& tx) -> base::Status {
          if (auto inserted = run(tx, "INSERT INTO t VALUES ($1)", {id}); !inserted) return inserted;
          if (fail) return base::fail(base::Code::invalid, "meant to");
          return {};
        });
        if (status.has_value() == fail) ++failed;
      }
    });
  }
  for (auto& writer : writers) writer.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST(count("t") == threads * each * 9 / 10);
  const auto after = database->stats();
  BOOST_TEST(after.writes - before.writes == threads * each * 9 / 10u);
  BOOST_TEST(after.failed_writes - before.failed_writes == threads * each / 10u);
}

BOOST_FIXTURE_TEST_CASE(callers_that_wait_together_are_committed_together, Table, *boost::unit_test::label("sqlite")) {
  constexpr int callers = 50;
  const auto before = database->stats().commits;
  std::latch inside(1);
  std::latch go(1);
  // Boost.Test's checks are for one thread.
  std::atomic<int> failed{0};
  std::thread first([&] {
    const auto status = database->write([&](Transaction&) -> base::Status {
      inside.count_down();
      go.wait();
      return {};
    });
    if (!status) ++failed;
  });
  inside.wait();
  std::atomic<int> started{0};
  std::vector<std::thread> others;
  for (int i = 0; i < callers; ++i) {
    others.emplace_back([&, i] {
      ++started;
      if (!database->write([&](Transaction& tx) { return run(tx, "INSERT INTO t VALUES ($1)", {i}); })) ++failed;
    });
  }
  while (started < callers) std::this_thread::yield();
  go.count_down();
  first.join();
  for (auto& other : others) other.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST(count("t") == callers);
  BOOST_TEST(database->stats().commits - before < static_cast<uint64_t>(callers));
}

BOOST_FIXTURE_TEST_CASE(a_read_after_a_write_sees_it, Table) {
  std::vector<std::thread> threads;
  std::atomic<int> missed{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const int64_t id = t * 1000 + i;
        if (!database->write([&](Transaction& tx) { return run(tx, "INSERT INTO t VALUES ($1)", {id}); })) ++missed;
        auto row = database->row("SELECT id FROM t WHERE id = $1", {id});
        if (!row || !*row) ++missed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(missed == 0);
}

// No file of this process may grow beyond `bytes` while this lives: the disk is full.
struct FullDisk {
  explicit FullDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit{bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before); }
  rlimit before{};
};

BOOST_FIXTURE_TEST_CASE(a_full_disk_is_unavailable_and_works_again_afterwards, Table,
                        *boost::unit_test::label("sqlite")) {
  script("CREATE TABLE b (data BLOB)");
  const std::string big(256U << 10, 'x');
  {
    const FullDisk full(128U << 10);
    const auto status = database->write([&](Transaction& tx) { return run(tx, "INSERT INTO b VALUES ($1)", {big}); });
    BOOST_REQUIRE(!status);
    BOOST_TEST((status.error().code == base::Code::unavailable), status.error().message);
  }
  BOOST_TEST(count("b") == 0);
  must(database->write([&](Transaction& tx) { return run(tx, "INSERT INTO b VALUES ($1)", {big}); }));
  BOOST_TEST(count("b") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_fails_every_caller_of_the_group, Table, *boost::unit_test::label("sqlite")) {
  script("CREATE TABLE b (data BLOB)");
  const std::string big(256U << 10, 'x');
  std::latch inside(1);
  std::latch go(1);
  std::atomic<int> committed{0};
  std::atomic<int> waiting{0};
  std::vector<std::thread> callers;
  callers.emplace_back([&] {
    const auto status = database->write([&](Transaction& tx) -> base::Status {
      inside.count_down();
      go.wait();
      return run(tx, "INSERT INTO t VALUES (0)");
    });
    if (status) ++committed;
  });
  inside.wait();
  for (int i = 1; i < 5; ++i) {
    callers.emplace_back([&, i] {
      ++waiting;
      const auto status = database->write([&](Transaction& tx) -> base::Status {
        if (auto inserted = run(tx, "INSERT INTO t VALUES ($1)", {i}); !inserted) return inserted;
        return run(tx, "INSERT INTO b VALUES ($1)", {big});
      });
      if (status) ++committed;
    });
  }
  while (waiting < 4) std::this_thread::yield();
  {
    const FullDisk full(128U << 10);
    go.count_down();
    for (auto& caller : callers) caller.join();
  }
  // However they were grouped: what was told committed is there, and nothing else.
  BOOST_TEST(count("t") == committed.load());
  BOOST_TEST(count("b") == std::max(0, committed.load() - 1));
  must(database->write([&](Transaction& tx) { return run(tx, "INSERT INTO t VALUES (100)"); }));
}

BOOST_FIXTURE_TEST_CASE(closing_commits_what_was_accepted, Scratch) {
  const TestDatabase place(file("x.db"));
  std::atomic<int> acknowledged{0};
  {
    const auto database = must(place.open());
    must(database->write([](Transaction& tx) { return tx.script("CREATE TABLE t (id INTEGER)"); }));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 25; ++i) {
          if (database->write([](Transaction& tx) { return run(tx, "INSERT INTO t VALUES (1)"); })) ++acknowledged;
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  const auto database = must(place.open());
  BOOST_TEST((*must(database->row("SELECT count(*) FROM t")))[0].integer() == acknowledged.load());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
