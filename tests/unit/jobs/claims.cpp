#include "jobs/table.h"
#include "queue_fixture.h"

namespace veza::jobs {

BOOST_AUTO_TEST_SUITE(claims)

struct TableFixture : QueueFixture {
  template <class Use>
  auto in_write(Use&& use) {
    decltype(use(std::declval<data::Transaction&>())) result;
    must(database->write([&](data::Transaction& tx) -> base::Status {
      result = use(tx);
      return {};
    }));
    return result;
  }
  std::vector<table::Claimed> claim(const std::string& owner, int64_t limit = 10) {
    return in_write(
        [&](data::Transaction& tx) { return must(table::claim(tx, "k", limit, owner, now + 30'000, now)); });
  }
};

BOOST_FIXTURE_TEST_CASE(a_job_is_claimed_once, TableFixture) {
  const auto id = enqueue({.kind = "k"}).id;
  const auto first = claim("a");
  BOOST_REQUIRE(first.size() == 1u);
  BOOST_TEST(first[0].lease.id == id);
  BOOST_TEST(first[0].lease.attempt == 1);
  BOOST_TEST(claim("b").empty());
}

BOOST_FIXTURE_TEST_CASE(a_lost_lease_changes_nothing_any_more, TableFixture) {
  const auto id = enqueue({.kind = "k"}).id;
  const auto first = claim("a")[0].lease;
  now += 30'001;
  BOOST_TEST(in_write([&](auto& tx) { return must(table::return_expired(tx, now)); }) == 1);
  const auto second = claim("a")[0].lease;
  BOOST_TEST(second.attempt == 2);
  // The same owner, an earlier attempt: the attempt is the fence.
  BOOST_TEST(!in_write([&](auto& tx) { return must(table::finish(tx, first, State::done, "", now)); }));
  BOOST_TEST(!in_write([&](auto& tx) { return must(table::renew(tx, first, now + 1, 0)); }));
  BOOST_TEST(!in_write([&](auto& tx) { return must(table::retry(tx, first, "x", now)); }));
  BOOST_TEST(!in_write([&](auto& tx) { return must(table::resume(tx, first, now)); }));
  BOOST_TEST((info(id).state == State::running));
  BOOST_TEST(in_write([&](auto& tx) { return must(table::finish(tx, second, State::done, "", now)); }));
  BOOST_TEST((info(id).state == State::done));
}

BOOST_FIXTURE_TEST_CASE(attempts_never_pass_their_maximum, TableFixture) {
  const auto id = enqueue({.kind = "k", .max_attempts = 2}).id;
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(claim("a").size() == 1u);
    now += 30'001;
    BOOST_TEST(in_write([&](auto& tx) { return must(table::return_expired(tx, now)); }) == 1);
  }
  BOOST_TEST((info(id).state == State::failed));
  BOOST_TEST(info(id).attempts == 2);
  BOOST_TEST(info(id).last_error.find("the host stopped") != std::string::npos);
  BOOST_TEST(claim("a").empty());
}

BOOST_FIXTURE_TEST_CASE(a_returned_attempt_does_not_count, TableFixture) {
  const auto id = enqueue({.kind = "k", .max_attempts = 1}).id;
  for (int i = 0; i < 5; ++i) {
    const auto lease = claim("a")[0].lease;
    BOOST_TEST(lease.attempt == 1);
    BOOST_TEST(in_write([&](auto& tx) { return must(table::resume(tx, lease, now)); }));
  }
  BOOST_TEST(info(id).attempts == 0);
}

BOOST_FIXTURE_TEST_CASE(a_renewed_lease_lasts, TableFixture) {
  enqueue({.kind = "k"});
  const auto lease = claim("a")[0].lease;
  now += 20'000;
  BOOST_TEST(in_write([&](auto& tx) { return must(table::renew(tx, lease, now + 30'000, 0.5)); }));
  now += 20'000;
  BOOST_TEST(in_write([&](auto& tx) { return must(table::return_expired(tx, now)); }) == 0);
  BOOST_TEST(info(lease.id).progress == 0.5);
}

BOOST_FIXTURE_TEST_CASE(only_the_nodes_own_leases_are_returned_at_its_start, TableFixture) {
  enqueue({.kind = "k"});
  enqueue({.kind = "k"});
  claim("host/1", 1);
  claim("host-two/1", 1);
  BOOST_TEST(in_write([&](auto& tx) { return must(table::return_owned(tx, "host/", now)); }) == 1);
  BOOST_TEST(claim("host/2").size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_claim_reads_an_index_and_sorts_nothing, TableFixture, *boost::unit_test::label("sqlite")) {
  std::string plan;
  must(
      database->query("EXPLAIN QUERY PLAN SELECT id FROM jobs WHERE state = 'queued' AND kind = $1 AND priority = $2 "
                      "AND run_at <= $3 ORDER BY run_at, id LIMIT $4",
                      {"k", 1, 0, 5}, [&](const data::RowView& row) -> base::Status {
                        plan += row[3].string() + "\n";
                        return {};
                      }));
  BOOST_TEST(plan.find("INDEX jobs_due (kind=? AND priority=? AND run_at<?)") != std::string::npos, plan);
  BOOST_TEST(plan.find("TEMP B-TREE") == std::string::npos, plan);
}

BOOST_FIXTURE_TEST_CASE(hosts_share_the_work_and_take_over_from_the_dead, QueueFixture) {
  std::atomic<int> runs{0};
  const auto count = [&](JobContext&) -> base::Status {
    ++runs;
    return {};
  };
  queue = make_queue("one", false);
  const auto other = make_queue("two", false);
  must(queue->add_handler({"k", "test", 2, count}));
  must(other->add_handler({"k", "test", 2, count}));
  // Claimed by a host that is gone.
  const auto lost = enqueue({.kind = "k"}).id;
  must(database->write([&](data::Transaction& tx) -> base::Status {
    BOOST_TEST(must(table::claim(tx, "k", 1, "dead/1", now + 30'000, now)).size() == 1u);
    return {};
  }));
  must(queue->start());
  must(other->start());
  for (int i = 0; i < 40; ++i) enqueue({.kind = "k"});
  // Until their ends are written down, too: a lease that runs out before that is another run.
  BOOST_REQUIRE(eventually([&] {
    other->wake();
    return (*must(database->row("SELECT count(*) FROM jobs WHERE state = 'done'")))[0].integer() == 40;
  }));
  BOOST_TEST(runs == 40);
  BOOST_TEST((info(lost).state == State::running));
  now += 30'001;
  BOOST_REQUIRE(eventually([&] {
    queue->wake();
    other->wake();
    return info(lost).state == State::done;
  }));
  BOOST_TEST(runs == 41);
  BOOST_TEST(info(lost).attempts == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::jobs
