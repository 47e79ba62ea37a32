#include "queue_fixture.h"

namespace veza::jobs {

BOOST_AUTO_TEST_SUITE(enqueue)

BOOST_FIXTURE_TEST_CASE(bad_jobs_are_refused, QueueFixture) {
  const std::vector<std::pair<const char*, NewJob>> cases = {
      {"no kind", {.kind = ""}},
      {"a long kind", {.kind = std::string(201, 'k')}},
      {"no JSON", {.kind = "k", .payload = "{"}},
      {"no payload", {.kind = "k", .payload = ""}},
      {"not UTF-8", {.kind = "k", .payload = "\"\xff\""}},
      {"a huge payload", {.kind = "k", .payload = "\"" + std::string(1U << 20, 'x') + "\""}},
      {"a long key", {.kind = "k", .unique_key = std::string(513, 'k')}},
      {"the past", {.kind = "k", .delay_ms = -1}},
      {"the far future", {.kind = "k", .delay_ms = INT64_MAX}},
      {"no attempts", {.kind = "k", .max_attempts = 0}},
      {"too many attempts", {.kind = "k", .max_attempts = 1001}},
  };
  for (const auto& [what, job] : cases) {
    must(database->write([&, &bad = job, name = what](data::Transaction& tx) -> base::Status {
      BOOST_TEST(!queue->enqueue(tx, bad), name);
      return {};
    }));
  }
  BOOST_TEST(must(queue->counts()).empty());
}

BOOST_FIXTURE_TEST_CASE(a_job_is_what_was_asked_for, QueueFixture) {
  const auto id = enqueue({.kind = "k",
                           .payload = R"({"a":1})",
                           .unique_key = "key",
                           .delay_ms = 500,
                           .max_attempts = 3,
                           .priority = Priority::high,
                           .request_id = "r"})
                      .id;
  const JobInfo job = info(id);
  BOOST_TEST(job.kind == "k");
  BOOST_TEST(job.payload == R"({"a":1})");
  BOOST_TEST(job.unique_key == "key");
  BOOST_TEST((job.state == State::queued));
  BOOST_TEST(job.attempts == 0);
  BOOST_TEST(job.max_attempts == 3);
  BOOST_TEST(job.run_at == now + 500);
  BOOST_TEST(job.request_id == "r");
  BOOST_TEST(job.created_at == now.load());
  BOOST_TEST(!must(queue->find("missing")));
}

BOOST_FIXTURE_TEST_CASE(it_belongs_to_its_transaction, QueueFixture) {
  handle("k", [](JobContext&) -> base::Status { return {}; });
  must(queue->start());
  const auto status = database->write([&](data::Transaction& tx) -> base::Status {
    must(queue->enqueue(tx, {.kind = "k"}));
    return base::fail(base::Code::invalid, "no");
  });
  BOOST_TEST(!status);
  BOOST_TEST(must(queue->counts()).empty());
}

BOOST_FIXTURE_TEST_CASE(one_unfinished_job_has_a_key, QueueFixture) {
  const auto first = enqueue({.kind = "k", .unique_key = "x"});
  const auto second = enqueue({.kind = "k", .unique_key = "x"});
  BOOST_TEST(first.created);
  BOOST_TEST(!second.created);
  BOOST_TEST(second.id == first.id);
  BOOST_TEST(enqueue({.kind = "k", .unique_key = "y"}).created);
  BOOST_TEST(enqueue({.kind = "k"}).created);
  BOOST_TEST(enqueue({.kind = "k"}).created);
  handle("k", [](JobContext&) -> base::Status { return {}; });
  must(queue->start());
  BOOST_TEST(reaches(first.id, State::done));
  BOOST_TEST(enqueue({.kind = "k", .unique_key = "x"}).created);
}

BOOST_FIXTURE_TEST_CASE(old_finished_jobs_are_pruned, QueueFixture) {
  must(database->write([&](data::Transaction& tx) -> base::Status {
    for (int i = 0; i < 1500; ++i) must(queue->enqueue(tx, {.kind = "k"}));
    auto ended = tx.execute("UPDATE jobs SET state = 'done', finished_at = $1", {now.load()});
    return ended ? base::Status() : base::fail(ended.error());
  }));
  const auto later = enqueue({.kind = "k", .delay_ms = 1000}).id;
  BOOST_TEST(must(queue->prune(now)) == 0);
  BOOST_TEST(must(queue->prune(now + 1)) == 1500);
  BOOST_TEST((info(later).state == State::queued));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::jobs
