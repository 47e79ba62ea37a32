#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "queue_fixture.h"

namespace veza::jobs {

BOOST_AUTO_TEST_SUITE(crash)

base::Status effect(JobContext& job) {
  return job.complete([&](data::Transaction& tx) -> base::Status {
    auto inserted = tx.execute("INSERT INTO effects VALUES ($1)", {job.payload()});
    return inserted ? base::Status() : base::fail(inserted.error());
  });
}

// In a forked child: runs jobs until it is killed.
[[noreturn]] void run_until_killed(const data::TestDatabase& place, int told) {
  auto database = place.open();
  if (!database) ::_exit(3);
  Queue queue(**database, {}, base::Log());
  const auto run = [&](JobContext& job) -> base::Status {
    const char byte = 'j';
    if (::write(told, &byte, 1) != 1) ::_exit(4);
    return effect(job);
  };
  if (!queue.add_handler({"k", "test", 2, run}) || !queue.start()) ::_exit(5);
  for (;;) ::pause();
}

BOOST_AUTO_TEST_CASE(a_killed_hosts_jobs_have_their_effect_once) {
  constexpr int jobs = 150;
  QueueFixture fixture;
  fixture.now = base::now_ms();
  must(fixture.database->write([&](data::Transaction& tx) -> base::Status {
    must(tx.script("CREATE TABLE effects (payload TEXT)"));
    for (int i = 0; i < jobs; ++i) {
      must(fixture.queue->enqueue(tx, {.kind = "k", .payload = std::to_string(i), .max_attempts = 50}));
    }
    return {};
  }));
  fixture.queue.reset();
  fixture.database.reset();
  for (int round = 0; round < 5; ++round) {
    int pipe[2];
    BOOST_REQUIRE(::pipe(pipe) == 0);
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
      ::close(pipe[0]);
      run_until_killed(*fixture.place, pipe[1]);
    }
    ::close(pipe[1]);
    char byte = 0;
    for (int seen = 0; seen < 20 && ::read(pipe[0], &byte, 1) == 1;) ++seen;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(pipe[0]);
    BOOST_REQUIRE(WIFSIGNALED(status));
  }
  fixture.database = must(fixture.place->open());
  data::TestDatabase::outlive_killed(*fixture.database);
  fixture.now = base::now_ms();
  fixture.queue = fixture.make_queue();
  fixture.handle("k", effect, 4);
  must(fixture.queue->start());
  const auto count = [&](const char* sql) { return (*must(fixture.database->row(sql)))[0].integer(); };
  BOOST_TEST(eventually([&] { return count("SELECT count(*) FROM jobs WHERE state <> 'done'") == 0; }));
  BOOST_TEST(count("SELECT count(*) FROM effects") == jobs);
  BOOST_TEST(count("SELECT count(DISTINCT payload) FROM effects") == jobs);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::jobs
