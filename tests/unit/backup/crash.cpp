#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

#include "site.h"

namespace veza::backup {
namespace {

// In a forked child: makes a backup, or restores one, and kills itself when it has been asked `asks` times whether to
// go on.
[[noreturn]] void run_until_killed(const data::Scratch& scratch, const data::TestDatabase& place, int asks,
                                   bool restoring) {
  auto database = place.open();
  auto blobs = blobs::open_folder({.root = scratch.file("blobs")});
  auto store = blobs::open_folder({.root = scratch.file("backups")});
  if (!database || !blobs || !store) ::_exit(3);
  Repository repository(**store);
  Watch watch;
  watch.stopped = [count = std::make_shared<std::atomic<int>>(0), asks] {
    if (++*count >= asks) ::raise(SIGKILL);
    return false;
  };
  if (restoring) {
    RestoreOptions options;
    options.migrations = components;
    options.work_folder = scratch.file("work");
    options.watch = watch;
    const auto done = restore(repository, "latest", {**database, **blobs, scratch.folder, {"plugins/"}}, options);
    ::_exit(done ? 0 : 4);
  }
  Source source{**database, **blobs};
  source.owners = owners();
  source.migrations = components;
  source.work_folder = scratch.file("work");
  CreateOptions options;
  options.watch = watch;
  // The lease of the one before, which was killed as well, is over.
  options.clock = [asks] { return base::now_ms() + asks * 200'000; };
  const auto done = create(source, repository, options);
  ::_exit(done ? 0 : 4);
}

// True when it came to its end.
bool run_child(const data::Scratch& scratch, const data::TestDatabase& place, int asks, bool restoring) {
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) run_until_killed(scratch, place, asks, restoring);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status)) BOOST_REQUIRE_EQUAL(WEXITSTATUS(status), 0);
  return WIFEXITED(status);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crash)

BOOST_AUTO_TEST_CASE(a_killed_backup_is_none_and_the_next_is_whole) {
  Site site;
  for (int i = 0; i < 40; ++i) site.add_song(std::to_string(i), "song " + std::to_string(i));
  site.database.reset();
  int killed = 0;
  for (int asks = 1; !run_child(site, site.place, asks, false); asks += 1 + asks / 4) {
    BOOST_TEST(must(site.repository.names()).complete.empty());
    ++killed;
  }
  BOOST_TEST(killed > 5);
  BOOST_TEST(must(site.repository.names()).complete.size() == 1U);
  BOOST_TEST(site.why(site.verify()) == "");
  // Nothing of those that were killed is left where they worked.
  BOOST_TEST(std::filesystem::is_empty(site.file("work")));
}

BOOST_AUTO_TEST_CASE(a_killed_restore_goes_on) {
  Site site;
  for (int i = 0; i < 40; ++i) site.add_song(std::to_string(i), "song " + std::to_string(i));
  site.create();
  const auto rows = ids(*site.database);
  const auto files = keys(*site.blobs);
  // Into the same stores, emptied.
  for (const char* table : {"songs", "backup_lease"}) site.write(std::string("DELETE FROM ") + table);
  must(site.blobs->remove_prefix("songs/"));
  site.database.reset();
  int killed = 0;
  for (int asks = 1; !run_child(site, site.place, asks, true); asks += 1 + asks / 4) {
    BOOST_TEST(unfinished_restore(site.folder).has_value());
    ++killed;
  }
  BOOST_TEST(killed > 3);
  BOOST_TEST(!unfinished_restore(site.folder));
  site.database = must(site.place.open());
  BOOST_TEST(ids(*site.database) == rows, boost::test_tools::per_element());
  BOOST_TEST(keys(*site.blobs) == files, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::backup
