#include "jobs/cron.h"

#include "queue_fixture.h"

namespace veza::jobs {
namespace {

constexpr int64_t minute = 60'000;
constexpr int64_t hour = 60 * minute;

// "2026-11-21 03:30" as epoch ms.
int64_t at(const std::string& text) {
  std::tm parts{};
  BOOST_REQUIRE(::strptime(text.c_str(), "%Y-%m-%d %H:%M", &parts));
  return static_cast<int64_t>(::timegm(&parts)) * 1000;
}

struct Case {
  const char* schedule;
  const char* now;
  const char* due;
};

// 2026-11-21 is a Saturday.
const std::vector<Case> cases{
    {" daily 03:30 ", "2026-11-21 03:30", "2026-11-21 03:30"},
    {"daily 03:30", "2026-11-21 03:29", "2026-11-20 03:30"},
    {"daily 03:30", "2026-11-21 23:59", "2026-11-21 03:30"},
    {"daily 03:30", "2026-11-21 00:00", "2026-11-20 03:30"},
    {"hourly", "2026-11-21 00:59", "2026-11-21 00:00"},
    {"* * * * *", "2026-11-21 00:59", "2026-11-21 00:59"},
    {"*/15 * * * *", "2026-11-21 07:59", "2026-11-21 07:45"},
    {"5/20 * * * *", "2026-11-21 08:03", "2026-11-21 07:45"},
    {"0 8-18/2 * * *", "2026-11-21 21:00", "2026-11-21 18:00"},
    {"0,30 6,12 * * *", "2026-11-21 06:29", "2026-11-21 06:00"},
    {"0 9 * * mon-fri", "2026-11-21 12:00", "2026-11-20 09:00"},
    {"0 9 * * 7", "2026-11-21 12:00", "2026-11-15 09:00"},
    {"0 9 * * SUN", "2026-11-21 12:00", "2026-11-15 09:00"},
    {"0 0 1 jan,jul *", "2026-11-21 12:00", "2026-07-01 00:00"},
    {"0 0 31 * *", "2026-11-21 12:00", "2026-10-31 00:00"},
    {"0 0 29 2 *", "2026-11-21 12:00", "2024-02-29 00:00"},
    {"0 0 29 2 *", "2104-02-28 23:59", "2096-02-29 00:00"},
    // Both days restricted: either is enough. One of them beginning with *: both must hold.
    {"0 0 13 * fri", "2026-11-21 12:00", "2026-11-20 00:00"},
    {"0 0 13 * fri", "2026-11-16 12:00", "2026-11-13 00:00"},
    {"0 0 */2 * sat", "2026-11-28 12:00", "2026-11-21 00:00"},
};

BOOST_AUTO_TEST_SUITE(cron)

BOOST_AUTO_TEST_CASE(what_is_due_when) {
  for (const auto& [text, now, due] : cases) {
    BOOST_TEST_CONTEXT(text << " at " << now) {
      const auto schedule = must(Schedule::parse(text));
      BOOST_TEST(schedule.last_due(at(now) + 59'999).value_or(0) == at(due));
    }
  }
  BOOST_TEST(!must(Schedule::parse("")).last_due(at("2026-11-21 00:00")));
}

BOOST_AUTO_TEST_CASE(what_is_no_schedule) {
  for (const char* text : {"daily",
                           "daily 3:30",
                           "daily 24:00",
                           "daily 03:60",
                           "daily 03-30",
                           "daily 03:30:00",
                           "03:30",
                           "weekly 03:30",
                           "daily +3:30",
                           "daily 03:3a",
                           "daily03:30",
                           "hourly 5",
                           "@daily",
                           "30 3 * *",
                           "30 3 * * * *",
                           "60 3 * * *",
                           "30 24 * * *",
                           "30 3 0 * *",
                           "30 3 32 * *",
                           "30 3 * 13 *",
                           "30 3 * 0 *",
                           "30 3 * * 8",
                           "-1 3 * * *",
                           "5-1 3 * * *",
                           "*/0 3 * * *",
                           "*/ 3 * * *",
                           "1,,2 3 * * *",
                           "1, 3 * * *",
                           "1-2-3 3 * * *",
                           "** 3 * * *",
                           "monday 3 * * *",
                           "0 0 * * monday",
                           "0 0 31 4 *",
                           "0 0 30 2 *",
                           "100 * * * *",
                           "1/100 * * * *",
                           "999999999999999999999 * * * *"}) {
    BOOST_TEST_CONTEXT(text) {
      const auto schedule = Schedule::parse(text);
      BOOST_REQUIRE(!schedule);
      BOOST_TEST(schedule.error().message.find("daily HH:MM") != std::string::npos);
    }
  }
}

CronEntry every_hour(const std::string& owner = "test") {
  return {owner + "/report", owner, must(Schedule::parse("hourly")), {.kind = "report"}};
}

int64_t count(QueueFixture& fixture) {
  return (*must(fixture.database->row("SELECT count(*) FROM jobs WHERE kind = 'report'")))[0].integer();
}

BOOST_FIXTURE_TEST_CASE(each_time_is_queued_once, QueueFixture) {
  const std::vector<CronEntry> entries{every_hour()};
  const int64_t start = at("2026-11-21 03:30");
  const auto queue_at = [&](int64_t ms) { return must(queue_due(*database, entries, ms)).size(); };
  // A new entry waits for its first time.
  BOOST_TEST(queue_at(start) == 0U);
  BOOST_TEST(queue_at(start + hour) == 1U);
  BOOST_TEST(queue_at(start + hour) == 0U);
  // The one before is unfinished: no second one.
  BOOST_TEST(queue_at(start + 2 * hour) == 0U);
  must(database->write([&](data::Transaction& tx) -> base::Status {
    must(tx.execute("UPDATE jobs SET state = 'done', finished_at = 1", {}));
    return {};
  }));
  BOOST_TEST(queue_at(start + 2 * hour) == 0U);
  // Off for a week: once.
  BOOST_TEST(queue_at(start + 170 * hour) == 1U);
  BOOST_TEST(count(*this) == 2);
}

BOOST_FIXTURE_TEST_CASE(racing_hosts_run_it_once, QueueFixture) {
  now = at("2026-11-21 03:30");
  std::atomic<int> runs{0};
  std::vector<std::unique_ptr<data::Database>> databases;
  std::vector<std::unique_ptr<Queue>> hosts;
  for (const char* node : {"one", "two", "three"}) {
    databases.push_back(must(place->open()));
    QueueOptions options;
    options.node = node;
    options.single_node = false;
    options.poll_ms = 5;
    options.clock = [shared = time] { return shared->load(); };
    hosts.push_back(std::make_unique<Queue>(*databases.back(), options, base::Log()));
    must(hosts.back()->add_handler({"report", "test", 1, [&](JobContext&) -> base::Status {
                                      ++runs;
                                      return {};
                                    }}));
    must(hosts.back()->add_cron(every_hour()));
    must(hosts.back()->start());
  }
  BOOST_REQUIRE(eventually([&] { return must(database->row("SELECT last_due FROM job_schedule")).has_value(); }));
  for (int i = 1; i <= 5; ++i) {
    now += hour;
    for (const auto& host : hosts) host->wake();
    BOOST_REQUIRE(eventually([&] { return runs == i; }));
    BOOST_REQUIRE(eventually(
        [&] { return (*must(database->row("SELECT count(*) FROM jobs WHERE state = 'done'")))[0].integer() == i; }));
  }
  for (const auto& host : hosts) BOOST_TEST(host->stop(60'000));
  BOOST_TEST(runs == 5);
  BOOST_TEST(count(*this) == 5);
}

BOOST_FIXTURE_TEST_CASE(entries_go_with_their_owner, QueueFixture) {
  must(queue->add_cron(every_hour("one")));
  BOOST_TEST(!queue->add_cron(every_hour("one")));
  must(queue->add_cron(every_hour("two")));
  BOOST_TEST(queue->remove_handlers("one", 0));
  must(queue->add_cron(every_hour("one")));
  BOOST_TEST(!queue->add_cron({"", "one", {}, {.kind = "report"}}));
  BOOST_TEST(!queue->add_cron({"one/other", "one", {}, {.kind = ""}}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::jobs
