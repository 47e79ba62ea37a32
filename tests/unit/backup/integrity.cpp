#include "backup/integrity_report.h"
#include "site.h"

namespace veza::backup {
namespace {

constexpr int64_t hour_ms = 3600 * 1000;

struct Checked : Site {
  base::Json check(Remove remove = Remove::nothing) {
    return must(check_integrity(*database, *blobs, which, {remove, [&] { return now; }}));
  }
  Findings examine_now() { return must(examine(*database, *blobs, which, now)); }
  std::vector<BlobOwner> which = owners();
  // Everything put so far is two days old.
  int64_t now = base::now_ms() + 48 * hour_ms;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(integrity)

BOOST_FIXTURE_TEST_CASE(a_whole_site, Checked) {
  add_song("1", "one");
  must(blobs->put_bytes("songs/drafts/1/anything", "x"));
  const auto found = examine_now();
  BOOST_TEST(found.blobs == 2U);
  BOOST_TEST(found.bytes == 4U);
  BOOST_TEST(found.missing.empty());
  BOOST_TEST(found.orphans.empty());
  BOOST_TEST(found.unclaimed == 0U);
}

BOOST_FIXTURE_TEST_CASE(each_kind_is_found, Checked) {
  add_song("1", "one");
  add_song("2", "two");
  must(blobs->remove(audio("1")));
  must(blobs->put_bytes(audio("gone"), "whose"));
  must(blobs->put_bytes("songs/drafts/gone/anything", "x"));
  must(blobs->put_bytes("songs/2/audio2", "nor this"));
  must(blobs->put_bytes("stranger/file", "x"));
  // A row whose key is no key needs something that cannot be there.
  write("INSERT INTO songs (id, title) VALUES ('a b', 'x')");
  const auto found = examine_now();
  BOOST_REQUIRE(found.missing.size() == 2U);
  BOOST_TEST(found.missing[0].key == audio("1"));
  BOOST_TEST(found.missing[0].plugin == "songs");
  BOOST_TEST(found.missing[1].key == audio("a b"));
  std::vector<std::string> orphans;
  for (const auto& orphan : found.orphans) orphans.push_back(orphan.key);
  BOOST_TEST(orphans == (std::vector<std::string>{"songs/2/audio2", "songs/drafts/gone/anything", audio("gone")}),
             boost::test_tools::per_element());
  BOOST_TEST(found.unclaimed == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_young_blob_is_no_orphan, Checked) {
  must(blobs->put_bytes(audio("being-uploaded"), "x"));
  now = base::now_ms() + 23 * hour_ms;
  BOOST_TEST(examine_now().orphans.empty());
  now = base::now_ms() + 25 * hour_ms;
  BOOST_TEST(examine_now().orphans.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_plugin_that_cannot_be_asked_has_no_orphans, Checked) {
  must(blobs->put_bytes(audio("gone"), "x"));
  which[0].references.push_back({"SELECT nothing FROM nowhere", "SELECT nothing FROM nowhere"});
  const auto found = examine_now();
  BOOST_TEST(found.orphans.empty());
  BOOST_TEST(found.unclaimed == 1U);
  BOOST_REQUIRE(found.faults.size() == 1U);
  BOOST_TEST(found.faults[0].plugin == "songs");
  BOOST_TEST(check()["faults"].size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(only_what_was_reported_before_is_removed, Checked) {
  must(blobs->put_bytes(audio("gone"), "whose"));
  BOOST_TEST(!must(last_report(*database)));
  auto report = check(Remove::reported);
  BOOST_TEST(report["orphan_count"] == 1);
  BOOST_TEST(report["removed_count"] == 0);
  must(blobs->put_bytes(audio("gone-later"), "x"));
  now += 1;
  report = check(Remove::reported);
  BOOST_TEST(report["orphan_count"] == 2);
  BOOST_TEST(report["removed_count"] == 1);
  BOOST_TEST(report["removed_bytes"] == 5);
  BOOST_TEST(keys(*blobs) == std::vector<std::string>{audio("gone-later")}, boost::test_tools::per_element());
  BOOST_TEST(*must(last_report(*database)) == report);
}

BOOST_FIXTURE_TEST_CASE(by_night_only_what_was_reported_a_day_ago, Checked) {
  must(blobs->put_bytes(audio("gone"), "x"));
  check();
  now += 23 * hour_ms;
  BOOST_TEST(check(Remove::reported_day)["removed_count"] == 0);
  now += hour_ms;
  BOOST_TEST(check(Remove::reported_day)["removed_count"] == 1);
}

BOOST_FIXTURE_TEST_CASE(one_that_was_needed_meanwhile_begins_anew, Checked) {
  must(blobs->put_bytes(audio("1"), "x"));
  check();
  now += 25 * hour_ms;
  write("INSERT INTO songs (id, title) VALUES ('1', 'back')");
  BOOST_TEST(check(Remove::reported_day)["orphan_count"] == 0);
  write("DELETE FROM songs");
  now += 1;
  BOOST_TEST(check(Remove::reported_day)["removed_count"] == 0);
  BOOST_TEST(keys(*blobs).size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(reports_are_kept_but_not_for_ever, Checked) {
  for (int i = 0; i < 103; ++i) {
    now += 1;
    check();
  }
  BOOST_TEST((*must(database->row("SELECT count(*) FROM integrity_reports")))[0].integer() == 100);
  BOOST_TEST((*must(last_report(*database)))["created_at"] == base::rfc3339(now));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::backup
