#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(crash)

// Runs in a forked child that was single-threaded: writes numbers from several threads and tells each one the database
// has acknowledged, until it is killed.
[[noreturn]] void write_until_killed(const TestDatabase& place, int told) {
  auto database = place.open();
  if (!database) ::_exit(3);
  std::vector<std::thread> threads;
  for (int64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0;; ++i) {
        const int64_t id = t * 1'000'000 + i;
        const auto status =
            (*database)->write([&](Transaction& tx) { return run(tx, "INSERT INTO t VALUES ($1)", {id}); });
        if (!status || ::write(told, &id, sizeof id) != sizeof id) ::_exit(4);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ::_exit(0);
}

BOOST_FIXTURE_TEST_CASE(what_was_acknowledged_survives_kill_9, Scratch) {
  const TestDatabase place(file("x.db"));
  {
    const auto database = must(place.open());
    must(database->write([](Transaction& tx) { return tx.script("CREATE TABLE t (id INTEGER PRIMARY KEY)"); }));
  }
  int pipe[2];
  BOOST_REQUIRE(::pipe(pipe) == 0);
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    ::close(pipe[0]);
    write_until_killed(place, pipe[1]);
  }
  ::close(pipe[1]);
  std::vector<int64_t> acknowledged;
  int64_t id = 0;
  while (acknowledged.size() < 300 && ::read(pipe[0], &id, sizeof id) == sizeof id) acknowledged.push_back(id);
  ::kill(child, SIGKILL);
  while (::read(pipe[0], &id, sizeof id) == sizeof id) acknowledged.push_back(id);
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_REQUIRE(WIFSIGNALED(status));
  BOOST_REQUIRE(acknowledged.size() >= 300u);

  const auto database = must(place.open());
  for (const int64_t told : acknowledged) {
    if (!must(database->row("SELECT 1 FROM t WHERE id = $1", {told}))) BOOST_ERROR("lost " + std::to_string(told));
  }
  must(database->write([](Transaction& tx) { return run(tx, "INSERT INTO t VALUES (-1)"); }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
