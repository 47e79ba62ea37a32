// Several hosts on one database: each with a Database and a Queue of its own.
#include "base/guarded.h"
#include "queue_fixture.h"

namespace veza::jobs {

BOOST_AUTO_TEST_SUITE(hosts)

struct Host {
  Host(QueueFixture& fixture, const std::string& node) : database(must(fixture.place->open())) {
    QueueOptions options;
    options.node = node;
    options.single_node = false;
    options.poll_ms = 5;
    options.clock = [shared = fixture.time] { return shared->load(); };
    queue = std::make_unique<Queue>(*database, options, base::Log());
  }
  std::unique_ptr<data::Database> database;
  std::unique_ptr<Queue> queue;
};

BOOST_FIXTURE_TEST_CASE(a_job_another_host_enqueued_is_noticed, QueueFixture) {
  Host other(*this, "two");
  must(other.queue->add_handler({"k", "test", 1, [](JobContext&) -> base::Status { return {}; }}));
  must(other.queue->start());
  for (int i = 0; i < 5; ++i) BOOST_TEST(reaches(enqueue({.kind = "k"}).id, State::done));
}

BOOST_FIXTURE_TEST_CASE(racing_hosts_run_each_job_once, QueueFixture) {
  constexpr int jobs = 300;
  base::Guarded<std::map<std::string, int>> runs;
  const auto run = [&](JobContext& job) -> base::Status {
    runs.with([&](auto& counts) { ++counts[job.id()]; });
    return job.complete([](data::Transaction&) -> base::Status { return {}; });
  };
  std::vector<std::unique_ptr<Host>> hosts;
  for (const char* node : {"one", "two", "three"}) {
    hosts.push_back(std::make_unique<Host>(*this, node));
    must(hosts.back()->queue->add_handler({"k", "test", 4, run}));
  }
  must(database->write([&](data::Transaction& tx) -> base::Status {
    for (int i = 0; i < jobs; ++i) must(queue->enqueue(tx, {.kind = "k"}));
    return {};
  }));
  for (const auto& host : hosts) must(host->queue->start());
  BOOST_REQUIRE(eventually(
      [&] { return (*must(database->row("SELECT count(*) FROM jobs WHERE state = 'done'")))[0].integer() == jobs; }));
  BOOST_TEST((*must(database->row("SELECT max(attempts) FROM jobs")))[0].integer() == 1);
  for (const auto& host : hosts) BOOST_TEST(host->queue->stop(60'000));
  runs.with([&](const auto& counts) {
    BOOST_TEST(counts.size() == static_cast<size_t>(jobs));
    for (const auto& [id, count] : counts) BOOST_TEST(count == 1, id);
  });
}

BOOST_FIXTURE_TEST_CASE(racing_hosts_never_pass_the_last_attempt, QueueFixture) {
  constexpr int jobs = 30;
  constexpr int attempts = 3;
  std::atomic<int> runs{0};
  std::atomic<bool> passed{false};
  const auto fail = [&](JobContext& job) -> base::Status {
    ++runs;
    if (job.attempt() > attempts) passed = true;
    return base::fail(base::Code::unavailable, "down");
  };
  Host one(*this, "one");
  Host two(*this, "two");
  for (Host* host : {&one, &two}) must(host->queue->add_handler({"k", "test", 4, fail}));
  must(database->write([&](data::Transaction& tx) -> base::Status {
    for (int i = 0; i < jobs; ++i) must(queue->enqueue(tx, {.kind = "k", .max_attempts = attempts}));
    return {};
  }));
  for (Host* host : {&one, &two}) must(host->queue->start());
  BOOST_REQUIRE(eventually([&] {
    now += 100;
    return (*must(database->row("SELECT count(*) FROM jobs WHERE state = 'failed'")))[0].integer() == jobs;
  }));
  BOOST_TEST(runs == jobs * attempts);
  BOOST_TEST(!passed);
  BOOST_TEST((*must(database->row("SELECT max(attempts) FROM jobs")))[0].integer() == attempts);
}

BOOST_FIXTURE_TEST_CASE(a_lease_that_runs_out_is_returned_once, QueueFixture) {
  const auto id = enqueue({.kind = "k", .max_attempts = 2}).id;
  std::atomic<int> runs{0};
  must(database->write([&](data::Transaction& tx) -> base::Status {
    auto lost = tx.execute(
        "UPDATE jobs SET state = 'running', attempts = 1, lease_owner = 'dead/1', lease_until = $1 WHERE id = $2",
        {now.load(), id});
    return lost ? base::Status() : base::fail(lost.error());
  }));
  now += 1;
  Host one(*this, "one");
  Host two(*this, "two");
  for (Host* host : {&one, &two}) {
    must(host->queue->add_handler({"k", "test", 2, [&](JobContext&) -> base::Status {
                                     ++runs;
                                     return {};
                                   }}));
    must(host->queue->start());
  }
  BOOST_TEST(reaches(id, State::done));
  BOOST_TEST(runs == 1);
  BOOST_TEST(info(id).attempts == 2);
}

// A cancel that commits right after the claim, before the host has the job in hand, must reach it all the same.
BOOST_FIXTURE_TEST_CASE(a_cancel_beside_a_claim_is_told, QueueFixture) {
  std::atomic<int> begun{0};
  std::atomic<int> told{0};
  handle(
      "k",
      [&](JobContext& job) -> base::Status {
        ++begun;
        while (job.cancelled() == Cancel::no) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ++told;
        return base::fail(base::Code::cancelled, "told");
      },
      4);
  must(queue->start());
  for (int i = 0; i < 50; ++i) {
    const auto id = enqueue({.kind = "k", .unique_key = "x" + std::to_string(i)}).id;
    (void)cancel("x" + std::to_string(i));
    BOOST_TEST((info(id).state == State::cancelled));
  }
  BOOST_TEST(queue->stop(60'000));
  BOOST_TEST(begun == told);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(postgres_claims, *boost::unit_test::label("postgres") * boost::unit_test::disabled())

std::string plan(data::Database& database, const std::string& sql) {
  std::string text;
  must(database.query("EXPLAIN " + sql, {}, [&](const data::RowView& row) -> base::Status {
    text += std::string(row.text(0)) + "\n";
    return {};
  }));
  return text;
}

BOOST_FIXTURE_TEST_CASE(a_claim_and_the_look_for_the_next_read_an_index_and_sort_nothing, QueueFixture) {
  // Without ANALYZE: the plan must not depend on what the server happens to know.
  must(database->write([&](data::Transaction& tx) {
    return tx.script(
        "INSERT INTO jobs (id, kind, payload, state, priority, run_at, attempts, max_attempts, progress, last_error, "
        "request_id, created_at) SELECT 'j' || n, 'k', '{}', 'queued', 1, n, 0, 5, 0, '', '', n "
        "FROM generate_series(1, 20000) AS n");
  }));
  for (const char* statement : {"SELECT id FROM jobs WHERE state = 'queued' AND kind = 'k' AND priority = 1 AND run_at "
                                "<= 100000 ORDER BY run_at, id LIMIT 4 FOR UPDATE SKIP LOCKED",
                                "SELECT run_at FROM jobs WHERE state = 'queued' AND kind = 'k' AND priority = 1 "
                                "ORDER BY run_at LIMIT 1"}) {
    for (const bool analyzed : {false, true}) {
      if (analyzed) must(database->write([](data::Transaction& tx) { return tx.script("ANALYZE jobs"); }));
      const auto how = plan(*database, statement);
      BOOST_TEST(how.find("using jobs_due") != std::string::npos, how);
      BOOST_TEST(how.find("Sort") == std::string::npos, how);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::jobs
