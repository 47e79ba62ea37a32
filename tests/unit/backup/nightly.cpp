#include "backup/integrity_report.h"
#include "backup/work.h"
#include "site.h"

namespace veza::backup {
namespace {

constexpr int64_t day_ms = 24LL * 3600 * 1000;

struct Nightly : Site {
  Nightly() { must(data::migrate(*database, {jobs::migrations()})); }
  Plan plan() {
    Plan made{source()};
    made.source.migrations = [](data::Dialect dialect) {
      auto all = *components(dialect);
      all.push_back(jobs::migrations());
      return base::Result<std::vector<data::Component>>(all);
    };
    made.open_repository = [this] { return blobs::open_folder({.root = file("backups")}); };
    made.backup = *jobs::Schedule::parse("daily 03:30");
    made.integrity = *jobs::Schedule::parse("daily 04:00");
    return made;
  }
  size_t start(const Plan& made, int64_t now) {
    return must(jobs::queue_due(*database, cron_entries(made), now)).size();
  }
  int64_t count(const std::string& kind, const std::string& state) {
    return (*must(database->row("SELECT count(*) FROM jobs WHERE kind = $1 AND state = $2", {kind, state})))[0]
        .integer();
  }
  void finish_jobs() { write("UPDATE jobs SET state = 'done', finished_at = 1"); }
  jobs::Queue queue{*database, {}, base::Log()};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(nightly)

BOOST_FIXTURE_TEST_CASE(each_is_started_once_a_day, Nightly) {
  const auto made = plan();
  const int64_t noon = 20'000 * day_ms + day_ms / 2;
  // A new site waits for its first night.
  BOOST_TEST(start(made, noon) == 0U);
  BOOST_TEST(start(made, noon + day_ms / 2) == 0U);
  const int64_t night = noon + day_ms / 2 + 3 * 3'600'000 + 45 * 60'000;
  BOOST_TEST(start(made, night) == 1U);
  BOOST_TEST(count(backup_job, "queued") == 1);
  // Another host, or the same one after a restart, and the job done meanwhile.
  finish_jobs();
  BOOST_TEST(start(made, night) == 0U);
  BOOST_TEST(start(made, night + 3'600'000) == 1U);
  BOOST_TEST(count(integrity_job, "queued") == 1);
  BOOST_TEST(start(made, night + 2 * 3'600'000) == 0U);
  // Off for a week: one of each.
  finish_jobs();
  BOOST_TEST(start(made, night + 7 * day_ms + 12 * 3'600'000) == 2U);
  BOOST_TEST(start(made, night + 7 * day_ms + 12 * 3'600'000) == 0U);
}

BOOST_FIXTURE_TEST_CASE(never_is_never, Nightly) {
  auto made = plan();
  made.backup = {};
  made.integrity = {};
  BOOST_TEST(start(made, 20'000 * day_ms) == 0U);
  BOOST_TEST(start(made, 20'010 * day_ms) == 0U);
}

BOOST_FIXTURE_TEST_CASE(the_jobs_do_it, Nightly) {
  add_song("1", "one");
  const auto made = plan();
  must(add_handlers(queue, made, base::Log()));
  must(queue.start());
  must(database->write([&](data::Transaction& tx) -> base::Status {
    for (const auto& each : cron_entries(made)) {
      auto added = queue.enqueue(tx, each.job);
      if (!added) return base::fail(added.error());
    }
    return {};
  }));
  for (int i = 0; i < 3000 && count(backup_job, "done") + count(integrity_job, "done") < 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  BOOST_TEST(count(backup_job, "done") == 1);
  BOOST_TEST(count(integrity_job, "done") == 1);
  BOOST_TEST(queue.remove_handlers(job_owner, 10'000));
  BOOST_TEST(must(repository.names()).complete.size() == 1U);
  BOOST_TEST(why(verify()) == "");
  BOOST_TEST((*must(last_report(*database)))["blobs"] == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::backup
