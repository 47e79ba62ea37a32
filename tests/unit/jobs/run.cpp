#include <limits>

#include "base/guarded.h"
#include "queue_fixture.h"

namespace veza::jobs {

BOOST_AUTO_TEST_SUITE(run)

BOOST_FIXTURE_TEST_CASE(a_handler_sees_its_job, QueueFixture) {
  std::atomic<bool> seen{false};
  handle("k", [&](JobContext& job) -> base::Status {
    seen = job.kind() == "k" && job.payload() == R"({"n":7})" && job.request_id() == "r" && job.attempt() == 1 &&
           job.max_attempts() == 1 && job.last_attempt() && job.cancelled() == Cancel::no;
    return {};
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k", .payload = R"({"n":7})", .max_attempts = 1, .request_id = "r"}).id;
  BOOST_TEST(reaches(id, State::done));
  BOOST_TEST(seen);
  BOOST_TEST(info(id).progress == 1.0);
  BOOST_TEST(info(id).finished_at == now.load());
}

BOOST_FIXTURE_TEST_CASE(jobs_enqueued_before_the_handler_or_the_start_run, QueueFixture) {
  const auto id = enqueue({.kind = "k"}).id;
  must(queue->start());
  handle("k", [](JobContext&) -> base::Status { return {}; });
  BOOST_TEST(reaches(id, State::done));
}

BOOST_FIXTURE_TEST_CASE(a_kind_has_one_handler, QueueFixture) {
  handle("k", [](JobContext&) -> base::Status { return {}; });
  const auto again = queue->add_handler({"k", "other", 1, [](JobContext&) -> base::Status { return {}; }});
  BOOST_REQUIRE(!again);
  BOOST_TEST((again.error().code == base::Code::conflict));
  BOOST_TEST(!queue->add_handler({"", "o", 1, [](JobContext&) -> base::Status { return {}; }}));
  BOOST_TEST(!queue->add_handler({"x", "o", 0, [](JobContext&) -> base::Status { return {}; }}));
  BOOST_TEST(!queue->add_handler({"x", "o", 1, nullptr}));
}

BOOST_FIXTURE_TEST_CASE(a_failure_is_tried_again_later_and_no_oftener_than_allowed, QueueFixture) {
  std::atomic<int> runs{0};
  handle("k", [&](JobContext& job) -> base::Status {
    ++runs;
    if (job.attempt() == 2) throw std::runtime_error("odd");
    return base::fail(base::Code::unavailable, "down " + std::to_string(job.attempt()));
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k", .max_attempts = 3}).id;
  for (int attempt = 1; attempt <= 2; ++attempt) {
    JobInfo waiting;
    BOOST_REQUIRE(eventually([&] {
      waiting = info(id);
      return waiting.state == State::queued && waiting.attempts == attempt;
    }));
    const int64_t delay = waiting.run_at - now;
    BOOST_TEST((delay >= 500 * attempt && delay <= 1000 * attempt));
    BOOST_TEST(runs == attempt);
    advance(delay);
  }
  BOOST_TEST(reaches(id, State::failed));
  BOOST_TEST(runs == 3);
  BOOST_TEST(info(id).attempts == 3);
  BOOST_TEST(info(id).last_error == "down 3");
}

BOOST_FIXTURE_TEST_CASE(an_exception_is_a_failure_with_its_text, QueueFixture) {
  handle("k", [](JobContext&) -> base::Status { throw std::runtime_error("odd"); });
  must(queue->start());
  const auto id = enqueue({.kind = "k", .max_attempts = 1}).id;
  BOOST_TEST(reaches(id, State::failed));
  BOOST_TEST(info(id).last_error.find("odd") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_cannot_succeed_fails_at_once, QueueFixture) {
  handle("k", [](JobContext&) -> base::Status { return base::fail(base::Code::invalid, "no audio in it"); });
  must(queue->start());
  const auto id = enqueue({.kind = "k"}).id;
  BOOST_TEST(reaches(id, State::failed));
  BOOST_TEST(info(id).attempts == 1);
  BOOST_TEST(info(id).last_error == "no audio in it");
}

BOOST_FIXTURE_TEST_CASE(a_delayed_job_waits_for_its_time, QueueFixture) {
  std::atomic<int> runs{0};
  handle("k", [&](JobContext&) -> base::Status {
    ++runs;
    return {};
  });
  must(queue->start());
  const auto later = enqueue({.kind = "k", .delay_ms = 60'000}).id;
  const auto at_once = enqueue({.kind = "k"}).id;
  BOOST_TEST(reaches(at_once, State::done));
  BOOST_TEST(runs == 1);
  advance(60'000);
  BOOST_TEST(reaches(later, State::done));
}

BOOST_FIXTURE_TEST_CASE(higher_priority_first_then_the_longest_due, QueueFixture) {
  base::Guarded<std::vector<std::string>> order;
  must(database->write([&](data::Transaction& tx) -> base::Status {
    const auto add = [&](const char* name, Priority priority, int64_t delay) {
      must(queue->enqueue(tx, {.kind = "k", .delay_ms = delay, .priority = priority, .request_id = name}));
    };
    add("low", Priority::low, 0);
    add("normal later", Priority::normal, 20);
    add("normal", Priority::normal, 10);
    add("high", Priority::high, 30);
    add("future", Priority::high, 1'000'000);
    return {};
  }));
  now += 100;
  handle("k", [&](JobContext& job) -> base::Status {
    order.with([&](auto& names) { names.push_back(job.request_id()); });
    return {};
  });
  must(queue->start());
  BOOST_REQUIRE(eventually([&] { return order.with([](auto& names) { return names.size(); }) == 4; }));
  BOOST_TEST(order.with([](auto& names) { return names; }) ==
                 (std::vector<std::string>{"high", "normal", "normal later", "low"}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(no_more_at_once_than_the_handler_allows, QueueFixture) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  std::atomic<int> done{0};
  handle(
      "k",
      [&](JobContext&) -> base::Status {
        const int here = ++running;
        int before = most.load();
        while (before < here && !most.compare_exchange_weak(before, here)) {
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        --running;
        ++done;
        return {};
      },
      3);
  must(queue->start());
  for (int i = 0; i < 60; ++i) enqueue({.kind = "k"});
  BOOST_REQUIRE(eventually([&] { return done == 60; }));
  BOOST_TEST(most <= 3);
}

BOOST_FIXTURE_TEST_CASE(complete_is_one_transaction_with_the_jobs_end, QueueFixture) {
  must(database->write([](data::Transaction& tx) { return tx.script("CREATE TABLE effects (id TEXT)"); }));
  const auto effects = [&] { return (*must(database->row("SELECT count(*) FROM effects")))[0].integer(); };
  std::atomic<bool> completed_twice{false};
  handle("k", [&](JobContext& job) -> base::Status {
    const auto write = [&](data::Transaction& tx) -> base::Status {
      if (auto n = tx.execute("INSERT INTO effects VALUES ($1)", {job.id()}); !n) return base::fail(n.error());
      if (job.attempt() == 1) return base::fail(base::Code::unavailable, "not yet");
      return {};
    };
    if (auto status = job.complete(write); !status) return status;
    completed_twice = job.complete(write).has_value();
    return base::fail(base::Code::internal, "no longer matters");
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k"}).id;
  BOOST_REQUIRE(eventually([&] { return info(id).attempts == 1 && info(id).state == State::queued; }));
  BOOST_TEST(effects() == 0);
  advance(10'000);
  BOOST_TEST(reaches(id, State::done));
  BOOST_TEST(effects() == 1);
  BOOST_TEST(queue->stop(60'000));
  BOOST_TEST(!completed_twice);
}

BOOST_FIXTURE_TEST_CASE(progress_is_kept_once_a_second_at_most, QueueFixture) {
  std::atomic<bool> end{false};
  handle("k", [&](JobContext& job) -> base::Status {
    job.progress(0.25);
    job.progress(7);
    job.progress(std::numeric_limits<double>::quiet_NaN());
    job.progress(0.5);
    while (!end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return {};
  });
  must(queue->start());
  const auto id = enqueue({.kind = "k"}).id;
  BOOST_TEST(eventually([&] {
    advance(200);
    return info(id).progress == 0.5;
  }));
  end = true;
  BOOST_TEST(reaches(id, State::done));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::jobs
