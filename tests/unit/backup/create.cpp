#include "backup/create.h"

#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "backup/lease.h"
#include "base/file.h"
#include "site.h"

namespace veza::backup {

BOOST_AUTO_TEST_SUITE(create_and_restore)

BOOST_FIXTURE_TEST_CASE(what_was_there_comes_back, Site) {
  add_song("1", "one");
  add_song("2", std::string(3 << 20, 'x'));
  add_song("same", "one");
  write("UPDATE songs SET length = 2.5 WHERE id = '1'");
  must(blobs->put_bytes("elsewhere/nobody", "kept all the same"));
  std::filesystem::create_directories(file("plugins/songs/scratch"));
  must(base::write_file(file("plugins/songs/state with spaces.json"), "{}", 0640));
  must(base::write_file(file("plugins/songs/scratch/x"), "not this"));
  must(base::write_file(file("veza.properties"), "site.name = Kept"));

  const auto created = create();
  const auto& manifest = created.manifest;
  BOOST_TEST(manifest.blob_count == 4U);
  BOOST_TEST(manifest.missing.empty());
  BOOST_TEST(manifest.veza == "1.2.3");
  BOOST_TEST(manifest.engine == database->describe());
  // Three contents of blobs, two files.
  BOOST_TEST(pool_size() == 5U);
  BOOST_TEST(must(repository.names()).complete.size() == 1U);
  BOOST_TEST(why(verify()) == "");
  BOOST_TEST(why(verify("latest", true)) == "");

  Place there(file("restored"));
  const auto restored = must(restore(repository, "latest", there.target(), there.options()));
  BOOST_TEST(restored.blobs_copied == 4U);
  BOOST_TEST(ids(*there.database) == ids(*database), boost::test_tools::per_element());
  BOOST_TEST(keys(*there.blobs) == keys(*blobs), boost::test_tools::per_element());
  BOOST_TEST(must(there.blobs->read_all(audio("2"))) == std::string(3 << 20, 'x'));
  BOOST_TEST((*must(there.database->row("SELECT length FROM songs WHERE id = '1'")))[0].real() == 2.5);
  BOOST_TEST(must(base::read_file(there.folder + "/plugins/songs/state with spaces.json")) == "{}");
  struct stat info {};
  BOOST_REQUIRE(::stat((there.folder + "/plugins/songs/state with spaces.json").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777U) == 0640U);
  BOOST_TEST(!std::filesystem::exists(there.folder + "/plugins/songs/scratch"));
  BOOST_TEST(must(base::read_file(there.folder + "/config/veza.properties")) == "site.name = Kept");
  BOOST_TEST(!unfinished_restore(there.folder));
  BOOST_TEST(std::filesystem::is_empty(file("work")));
}

BOOST_FIXTURE_TEST_CASE(tables_of_a_removed_plugin_are_left_out_and_named, Site) {
  add_song("1", "one");
  write("CREATE TABLE gone_things (id TEXT PRIMARY KEY)");
  write("INSERT INTO gone_things (id) VALUES ('1')");
  const auto made = create().manifest;
  BOOST_TEST(made.left_out == std::vector<std::string>{"gone_things"});
  BOOST_TEST(must(repository.manifest(made.name)).left_out == made.left_out);
  BOOST_TEST(why(verify()) == "");
  Place there(file("restored"));
  must(restore(repository, "latest", there.target(), there.options()));
  BOOST_TEST(ids(*there.database) == ids(*database), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(the_next_one_adds_what_is_new, Site) {
  add_song("1", "one");
  BOOST_TEST(create().added_bytes == 3U);
  add_song("2", "seven!!");
  const auto second = create();
  BOOST_TEST(second.added_bytes == 7U);
  BOOST_TEST(second.manifest.blob_count == 2U);
  BOOST_TEST(must(repository.names()).complete.size() == 2U);
  // A key that has other bytes now, as many as before.
  must(blobs->put_bytes(audio("1"), "two"));
  BOOST_TEST(create().added_bytes == 3U);
  BOOST_TEST(why(verify()) == "");
  Place there(file("restored"));
  must(restore(repository, "latest", there.target(), there.options()));
  BOOST_TEST(must(there.blobs->read_all(audio("1"))) == "two");
}

BOOST_FIXTURE_TEST_CASE(old_blobs_are_not_read_again, Site) {
  add_song("1", "one");
  const std::string path = *must(blobs->local_path(audio("1")));
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  create();
  // Read, this would be noticed: its size and time stay.
  const auto time = std::filesystem::last_write_time(path);
  must(base::write_file(path, "two"));
  std::filesystem::last_write_time(path, time);
  BOOST_TEST(create().added_bytes == 0U);
  // Without the bytes in the pool there is nothing to rely on.
  BOOST_REQUIRE(std::filesystem::remove(pool_file("one")));
  BOOST_TEST(create().added_bytes == 3U);
  BOOST_TEST(why(verify()) == "");
}

BOOST_FIXTURE_TEST_CASE(it_is_consistent_while_others_write_and_delete, Site) {
  for (int i = 0; i < 300; ++i) add_song("old" + std::to_string(i), "bytes " + std::to_string(i));
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (int w = 0; w < 2; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; !stop; ++i) {
        add_song("new" + std::to_string(w) + "-" + std::to_string(i), "new " + std::to_string(w * 100'000 + i));
        if (i % 2 == 0 && i < 300) remove_song("old" + std::to_string(i / 2 * 2 + w));
      }
    });
  }
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) names.push_back(create().manifest.name);
  stop = true;
  for (auto& writer : writers) writer.join();
  for (const auto& name : names) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(must(repository.manifest(name)).missing.empty());
      // Every row of the copy has its blob in it.
      BOOST_TEST(why(verify(name)) == "");
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_song_deleted_after_the_snapshot_is_in_it, Site) {
  add_song("1", "one");
  add_song("2", "two");
  bool gone = false;
  CreateOptions options;
  options.watch.progress = [&](const Progress& at) {
    if (at.unit != Progress::Unit::rows || std::exchange(gone, true)) return;
    remove_song("2");
  };
  const auto created = create(options);
  BOOST_TEST(keys(*blobs).size() == 1U);
  BOOST_TEST(created.manifest.blob_count == 2U);
  BOOST_TEST(why(verify()) == "");
  BOOST_TEST(verify().unneeded == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_song_that_came_and_went_meanwhile_is_not, Site) {
  add_song("1", "one");
  int snapshots = 0;
  bool came = false;
  CreateOptions options;
  options.watch.progress = [&](const Progress& at) {
    // After the first look at the blobs, and, once the database is being copied, gone again.
    if (at.unit == Progress::Unit::bytes && !std::exchange(came, true)) add_song("2", "two");
    if (at.unit == Progress::Unit::rows && at.what == "songs" && ++snapshots == 1) remove_song("2");
  };
  const auto created = create(options);
  BOOST_TEST(snapshots == 2);
  BOOST_TEST(created.manifest.missing.empty());
  BOOST_TEST(created.manifest.blob_count == 1U);
  BOOST_TEST(why(verify()) == "");
}

BOOST_FIXTURE_TEST_CASE(what_the_site_has_lost_is_written_down, Site) {
  add_song("1", "one");
  add_song("2", "two");
  must(blobs->remove(audio("2")));
  const auto created = create();
  BOOST_REQUIRE(created.manifest.missing.size() == 1U);
  BOOST_TEST(created.manifest.missing[0].key == audio("2"));
  // It is as sound as the site was.
  BOOST_TEST(why(verify()) == "");
}

BOOST_FIXTURE_TEST_CASE(a_plugin_whose_rows_cannot_be_asked_keeps_its_blobs, Site) {
  add_song("1", "one");
  auto made = source();
  made.owners[0].references.push_back({"SELECT id FROM nowhere", "SELECT id FROM nowhere"});
  bool gone = false;
  CreateOptions options;
  options.watch.progress = [&](const Progress& at) {
    if (at.unit == Progress::Unit::rows && !std::exchange(gone, true)) remove_song("1");
  };
  BOOST_TEST(must(backup::create(made, repository, options)).manifest.blob_count == 1U);
}

BOOST_FIXTURE_TEST_CASE(it_stops_when_told, Site) {
  for (int i = 0; i < 20; ++i) add_song(std::to_string(i), std::to_string(i));
  CreateOptions options;
  options.watch.stopped = [count = std::make_shared<std::atomic<int>>(0)] { return ++*count > 10; };
  const auto made = source();
  const auto created = backup::create(made, repository, options);
  BOOST_REQUIRE(!created);
  BOOST_TEST((created.error().code == base::Code::cancelled));
  BOOST_TEST(must(repository.names()).complete.empty());
  create();
  BOOST_TEST(why(verify()) == "");
}

BOOST_FIXTURE_TEST_CASE(one_at_a_time, Site) {
  add_song("1", "one");
  int64_t now = base::now_ms();
  const base::Clock clock = [&] { return now; };
  auto lease = must(Lease::take(*database, "a test", clock));
  const auto made = source();
  const auto refused = backup::create(made, repository, {.clock = clock});
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == base::Code::conflict));
  BOOST_TEST(refused.error().message.find("a test runs since") != std::string::npos);
  BOOST_TEST(!prune(*database, repository, {.work_folder = file("work"), .clock = clock}));
  // A holder that says nothing for a minute has it no more, and finds out.
  now += Lease::length_ms + 1;
  BOOST_TEST(must(backup::create(made, repository, {.clock = clock})).manifest.blob_count == 1U);
  BOOST_TEST((lease->still_held().error().code == base::Code::conflict));
  lease.reset();
  create();
}

BOOST_FIXTURE_TEST_CASE(waits_for_its_turn, Site) {
  // What a host left that was killed a moment ago.
  write("INSERT INTO backup_lease (id, holder, what, taken_at, until_at) VALUES (1, 'killed', 'a backup', $1, $2)",
        {base::now_ms(), base::now_ms() + 1'000});
  const auto made = source();
  BOOST_TEST(!backup::create(made, repository, {}));
  BOOST_TEST(backup::create(made, repository, {.patience_ms = 60'000}).has_value());
  auto lease = must(Lease::take(*database, "a test"));
  const auto stopped = backup::create(made, repository, {.patience_ms = 60'000, .watch = {{}, [] { return true; }}});
  BOOST_REQUIRE(!stopped);
  BOOST_TEST((stopped.error().code == base::Code::cancelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::backup
