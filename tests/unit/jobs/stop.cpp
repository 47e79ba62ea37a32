#include <latch>

#include "queue_fixture.h"

namespace veza::jobs {

BOOST_AUTO_TEST_SUITE(stop)

base::Status wait_until_told(JobContext& job) {
  while (job.cancelled() == Cancel::no) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return base::fail(base::Code::cancelled, job.cancelled() == Cancel::shutdown ? "shutdown" : "cancelled");
}

BOOST_FIXTURE_TEST_CASE(running_jobs_are_given_back_uncounted, QueueFixture) {
  std::atomic<int> running{0};
  handle(
      "k",
      [&](JobContext& job) {
        ++running;
        return wait_until_told(job);
      },
      2);
  must(queue->start());
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(enqueue({.kind = "k", .max_attempts = 1}).id);
  BOOST_REQUIRE(eventually([&] { return running == 2; }));
  BOOST_TEST(queue->stop(60'000));
  BOOST_TEST(queue->stop(0));
  for (const auto& id : ids) {
    BOOST_TEST((info(id).state == State::queued));
    BOOST_TEST(info(id).attempts == 0);
  }
  BOOST_TEST(running == 2);
  // The next run does them all.
  queue = make_queue();
  handle(
      "k", [](JobContext&) -> base::Status { return {}; }, 2);
  must(queue->start());
  for (const auto& id : ids) BOOST_TEST(reaches(id, State::done));
}

BOOST_FIXTURE_TEST_CASE(a_plugins_handlers_go_and_the_others_stay, QueueFixture) {
  std::atomic<int> running{0};
  must(queue->add_handler({"a", "plugin", 1, [&](JobContext& job) {
                             ++running;
                             return wait_until_told(job);
                           }}));
  handle("b", [](JobContext&) -> base::Status { return {}; });
  must(queue->start());
  const auto id = enqueue({.kind = "a"}).id;
  BOOST_REQUIRE(eventually([&] { return running == 1; }));
  BOOST_TEST(queue->remove_handlers("nobody", 0));
  BOOST_TEST(queue->remove_handlers("plugin", 60'000));
  BOOST_TEST((info(id).state == State::queued));
  BOOST_TEST(info(id).attempts == 0);
  BOOST_TEST(reaches(enqueue({.kind = "b"}).id, State::done));
  BOOST_TEST((info(id).state == State::queued));
  must(queue->add_handler({"a", "plugin", 1, [](JobContext&) -> base::Status { return {}; }}));
  BOOST_TEST(reaches(id, State::done));
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_does_not_end_is_left_and_finds_no_database, QueueFixture) {
  struct Shared {
    std::latch running{1};
    std::latch end{1};
    std::atomic<bool> refused{false};
    std::latch ended{1};
  };
  const auto shared = std::make_shared<Shared>();
  handle("k", [shared](JobContext& job) -> base::Status {
    shared->running.count_down();
    shared->end.wait();
    shared->refused = !job.complete([](data::Transaction&) -> base::Status { return {}; });
    shared->ended.count_down();
    return {};
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k"}).id;
  shared->running.wait();
  BOOST_TEST(!queue->stop(10));
  queue.reset();
  database.reset();
  shared->end.count_down();
  shared->ended.wait();
  BOOST_TEST(shared->refused);
  database = must(place->open());
  BOOST_TEST((*must(database->row("SELECT state FROM jobs WHERE id = $1", {id})))[0].text() == "running");
}

BOOST_FIXTURE_TEST_CASE(a_success_in_the_shutdown_counts, QueueFixture) {
  std::atomic<int> running{0};
  handle("k", [&](JobContext& job) -> base::Status {
    ++running;
    (void)wait_until_told(job);
    return job.complete([](data::Transaction&) -> base::Status { return {}; });
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k"}).id;
  BOOST_REQUIRE(eventually([&] { return running == 1; }));
  BOOST_TEST(queue->stop(60'000));
  BOOST_TEST((info(id).state == State::done));
}

BOOST_FIXTURE_TEST_CASE(starting_and_stopping_under_load_loses_nothing, QueueFixture) {
  must(database->write([](data::Transaction& tx) { return tx.script("CREATE TABLE effects (id TEXT PRIMARY KEY)"); }));
  constexpr int jobs = 100;
  std::atomic<bool> enqueued{false};
  std::thread producer([&] {
    for (int i = 0; i < jobs; ++i) {
      (void)database->write([&](data::Transaction& tx) -> base::Status {
        QueueOptions options;
        options.clock = [this] { return now.load(); };
        auto job = Queue(*database, options, base::Log()).enqueue(tx, {.kind = "k"});
        return job ? base::Status() : base::fail(job.error());
      });
    }
    enqueued = true;
  });
  const auto done = [&] {
    return (*must(database->row("SELECT count(*) FROM jobs WHERE state = 'done'")))[0].integer() == jobs;
  };
  BOOST_TEST(eventually([&] {
    queue = make_queue();
    handle(
        "k",
        [](JobContext& job) -> base::Status {
          return job.complete([&](data::Transaction& tx) -> base::Status {
            auto effect = tx.execute("INSERT INTO effects VALUES ($1)", {job.id()});
            return effect ? base::Status() : base::fail(effect.error());
          });
        },
        3);
    must(queue->start());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return queue->stop(60'000) && enqueued && done();
  }));
  producer.join();
  BOOST_TEST((*must(database->row("SELECT count(*) FROM effects")))[0].integer() == jobs);
  BOOST_TEST((*must(database->row("SELECT max(attempts) FROM jobs")))[0].integer() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::jobs
