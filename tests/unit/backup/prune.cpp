#include "backup/prune.h"

#include "backup/snapshot_name.h"
#include "base/file.h"
#include "site.h"

namespace veza::backup {
namespace {

constexpr int64_t day_ms = 24LL * 3600 * 1000;

struct Old : Site {
  // A backup as if made at that time.
  void create_at(const std::string& name) {
    CreateOptions options;
    options.clock = [name] { return *snapshot_time(name); };
    BOOST_TEST(create(options).manifest.name == name);
  }
  Pruned prune(const Retention& retention, int64_t after_ms = 2 * day_ms) {
    PruneOptions options;
    options.retention = retention;
    options.work_folder = file("work");
    options.clock = [after_ms] { return base::now_ms() + after_ms; };
    return must(backup::prune(*database, repository, options));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pruning)

BOOST_FIXTURE_TEST_CASE(what_only_removed_backups_name_goes, Old) {
  add_song("1", "one");
  add_song("2", "two");
  create_at("20260101T000000Z");
  remove_song("1");
  add_song("3", "three");
  create_at("20260102T000000Z");
  const auto pruned = prune({1, 0, 0});
  BOOST_TEST(pruned.removed == std::vector<std::string>{"20260101T000000Z"}, boost::test_tools::per_element());
  BOOST_TEST(pruned.kept == 1U);
  BOOST_TEST(pruned.entries == 1U);
  BOOST_TEST(pruned.bytes == 3U);
  BOOST_TEST(!std::filesystem::exists(pool_file("one")));
  BOOST_TEST(std::filesystem::exists(pool_file("two")));
  BOOST_TEST(!std::filesystem::exists(file("backups/snapshots/20260101T000000Z")));
  BOOST_TEST(why(verify()) == "");
}

BOOST_FIXTURE_TEST_CASE(young_bytes_stay, Old) {
  add_song("1", "one");
  create_at("20260101T000000Z");
  remove_song("1");
  create_at("20260102T000000Z");
  BOOST_TEST(prune({1, 0, 0}, 0).entries == 0U);
  BOOST_TEST(std::filesystem::exists(pool_file("one")));
  BOOST_TEST(prune({1, 0, 0}).entries == 1U);
}

BOOST_FIXTURE_TEST_CASE(what_was_not_finished_goes, Old) {
  add_song("1", "one");
  create_at("20260102T000000Z");
  must(store->put_bytes("snapshots/20260103T000000Z/database.sqlite.gz", "half"));
  must(store->put_bytes("snapshots/not-a-backup/file", "somebody's"));
  const auto pruned = prune({});
  BOOST_TEST(pruned.unfinished == std::vector<std::string>{"20260103T000000Z"}, boost::test_tools::per_element());
  BOOST_TEST(pruned.removed.empty());
  BOOST_TEST(!must(store->exists("snapshots/20260103T000000Z/database.sqlite.gz")));
  BOOST_TEST(must(store->exists("snapshots/not-a-backup/file")));
}

BOOST_FIXTURE_TEST_CASE(the_pool_is_left_alone_while_a_backup_cannot_be_read, Old) {
  add_song("1", "one");
  create_at("20260101T000000Z");
  add_song("2", "two");
  create_at("20260102T000000Z");
  must(store->put_bytes("snapshots/20260101T000000Z/blobs.gz", "damaged"));
  PruneOptions options;
  options.work_folder = file("work");
  options.young_ms = -day_ms;
  const auto pruned = backup::prune(*database, repository, options);
  BOOST_REQUIRE(!pruned);
  BOOST_TEST(pruned.error().message.find("20260101T000000Z") != std::string::npos);
  BOOST_TEST(pool_size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(two_of_one_second_have_two_names, Old) {
  create_at("20260101T000000Z");
  CreateOptions options;
  options.clock = [] { return *snapshot_time("20260101T000000Z"); };
  BOOST_TEST(create(options).manifest.name == "20260101T000001Z");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::backup
