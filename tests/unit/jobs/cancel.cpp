#include <poll.h>

#include "queue_fixture.h"

namespace veza::jobs {

BOOST_AUTO_TEST_SUITE(cancel_jobs)

BOOST_FIXTURE_TEST_CASE(a_queued_job_never_runs, QueueFixture) {
  std::atomic<int> runs{0};
  const auto id = enqueue({.kind = "k", .unique_key = "x"}).id;
  BOOST_TEST(cancel("y") == 0);
  BOOST_TEST(cancel("") == 0);
  BOOST_TEST(cancel("x") == 1);
  BOOST_TEST(cancel("x") == 0);
  handle("k", [&](JobContext&) -> base::Status {
    ++runs;
    return {};
  });
  must(queue->start());
  BOOST_TEST(reaches(enqueue({.kind = "k", .unique_key = "x"}).id, State::done));
  BOOST_TEST(runs == 1);
  BOOST_TEST((info(id).state == State::cancelled));
}

BOOST_FIXTURE_TEST_CASE(a_running_job_is_told_in_every_way_and_cannot_complete, QueueFixture) {
  std::atomic<int> woken{0};
  std::atomic<bool> running{false};
  std::atomic<bool> readable{false};
  base::Status completed;
  handle("k", [&](JobContext& job) -> base::Status {
    job.on_cancel([&] { ++woken; });
    pollfd waiting{job.cancel_fd(), POLLIN, 0};
    running = true;
    readable = ::poll(&waiting, 1, 60'000) == 1;
    completed = job.complete([](data::Transaction&) -> base::Status { return {}; });
    return base::fail(base::Code::cancelled, job.cancelled() == Cancel::cancelled ? "told" : "not told");
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k", .unique_key = "x"}).id;
  BOOST_REQUIRE(eventually([&] { return running.load(); }));
  BOOST_TEST(cancel("x") == 1);
  BOOST_TEST(queue->stop(60'000));
  BOOST_TEST(readable);
  BOOST_TEST(woken == 1);
  BOOST_REQUIRE(!completed);
  BOOST_TEST((completed.error().code == base::Code::cancelled));
  BOOST_TEST((info(id).state == State::cancelled));
}

BOOST_FIXTURE_TEST_CASE(a_job_is_cancelled_by_its_id_too, QueueFixture) {
  const auto id = enqueue({.kind = "k"}).id;
  must(database->write([&](data::Transaction& tx) -> base::Status {
    BOOST_TEST(must(queue->cancel_id(tx, id)) == 1);
    BOOST_TEST(must(queue->cancel_id(tx, "missing")) == 0);
    return {};
  }));
  BOOST_TEST((info(id).state == State::cancelled));
}

BOOST_FIXTURE_TEST_CASE(a_cancel_that_is_rolled_back_tells_nobody, QueueFixture) {
  std::atomic<bool> running{false};
  std::atomic<bool> end{false};
  handle("k", [&](JobContext& job) -> base::Status {
    running = true;
    while (!end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return job.complete([](data::Transaction&) -> base::Status { return {}; });
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k", .unique_key = "x"}).id;
  BOOST_REQUIRE(eventually([&] { return running.load(); }));
  (void)database->write([&](data::Transaction& tx) -> base::Status {
    BOOST_TEST(must(queue->cancel(tx, "x")) == 1);
    return base::fail(base::Code::invalid, "no");
  });
  end = true;
  BOOST_TEST(reaches(id, State::done));
}

BOOST_FIXTURE_TEST_CASE(a_wake_function_set_late_runs_at_once_and_one_taken_back_never, QueueFixture) {
  std::atomic<bool> running{false};
  std::atomic<int> late{0};
  std::atomic<int> never{0};
  std::atomic<bool> readable{false};
  handle("k", [&](JobContext& job) -> base::Status {
    job.on_cancel([&] { ++never; });
    job.on_cancel(nullptr);
    running = true;
    while (job.cancelled() == Cancel::no) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    job.on_cancel([&] {
      ++late;
      job.on_cancel(nullptr);
    });
    pollfd waiting{job.cancel_fd(), POLLIN, 0};
    readable = ::poll(&waiting, 1, 0) == 1;
    return base::fail(base::Code::cancelled, "told");
  });
  must(queue->start());
  enqueue({.kind = "k", .unique_key = "x"});
  BOOST_REQUIRE(eventually([&] { return running.load(); }));
  cancel("x");
  BOOST_TEST(queue->stop(60'000));
  BOOST_TEST(late == 1);
  BOOST_TEST(never == 0);
  BOOST_TEST(readable);
}

BOOST_FIXTURE_TEST_CASE(a_cancel_by_another_host_is_noticed_with_the_lease, QueueFixture) {
  std::atomic<bool> running{false};
  std::atomic<bool> told{false};
  handle("k", [&](JobContext& job) -> base::Status {
    running = true;
    while (job.cancelled() == Cancel::no) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    told = job.cancelled() == Cancel::cancelled;
    return base::fail(base::Code::cancelled, "told");
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k"}).id;
  BOOST_REQUIRE(eventually([&] { return running.load(); }));
  must(database->write([&](data::Transaction& tx) -> base::Status {
    auto done = tx.execute("UPDATE jobs SET state = 'cancelled', finished_at = 1 WHERE id = $1", {id});
    return done ? base::Status() : base::fail(done.error());
  }));
  BOOST_TEST(eventually([&] {
    advance(5'000);
    return told.load();
  }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::jobs
