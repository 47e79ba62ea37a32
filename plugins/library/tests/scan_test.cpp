// Folder imports: names, folders, what a scan makes of what it meets.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "scan/paths.h"
#include "scan/scan_lock.h"
#include "scan/tag_batch.h"
#include "scan/walk.h"
#include "scan/watch.h"
#include "site.h"
#include "store/tracks.h"

namespace veza::library::scan {
namespace {

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(scan)

BOOST_AUTO_TEST_CASE(any_path_is_shown_and_read_back) {
  const std::pair<std::string, std::string> cases[] = {
      {"/music/a.ogg", "/music/a.ogg"},
      {"/música/中文 🎵.ogg", "/música/中文 🎵.ogg"},
      {"/a\nb", "/a\\x0ab"},
      {"/a\x1b[31m", "/a\\x1b[31m"},
      {"/a\\b", "/a\\x5cb"},
      {"/\xFF\xC3", "/\\xff\\xc3"},
      {"/\u202Egpj", "/\\xe2\\x80\\xaegpj"},
      {"/ two  spaces ", "/ two  spaces "},
      {"", ""},
  };
  for (const auto& [bytes, shown] : cases) {
    BOOST_TEST(shown_path(bytes) == shown);
    BOOST_TEST((path_bytes(shown) == std::optional(bytes)), shown);
  }
  for (const char* bad : {"/a\\", "/a\\x", "/a\\x1", "/a\\xZZ", "/a\\n", "/a\\x41", "/a\nb"}) {
    BOOST_TEST(!path_bytes(bad).has_value(), bad);
  }
  BOOST_TEST(path_key("/a") != path_key("/b"));
  BOOST_TEST(path_key("/a").size() == 32U);
}

BOOST_AUTO_TEST_CASE(music_is_told_by_its_name_and_folders_by_their_slashes) {
  for (const char* name : {"a.mp3", "A.FLAC", "x.y.Ogg", "-rf.opus", "a.m4a", " .wav"})
    BOOST_TEST(is_music_name(name), name);
  for (const char* name : {"", ".mp3", ".hidden.mp3", "mp3", "a.mp3.part", "a.jpg", "a.mp3~"})
    BOOST_TEST(!is_music_name(name), name);
  BOOST_TEST(is_below("/music/a", "/music"));
  BOOST_TEST(is_below("/music", "/music/"));
  BOOST_TEST(is_below("/x", "/"));
  BOOST_TEST(!is_below("/music2/a", "/music"));
  BOOST_TEST(!is_below("/mus", "/music"));
}

struct Folder {
  Folder() { fs::create_directories(root()); }
  void write(const std::string& name, const std::string& bytes = "x") const {
    fs::create_directories((root() / name).parent_path());
    std::ofstream(root() / name, std::ios::binary) << bytes;
  }
  fs::path root() const { return fs::canonical(outer.path("")) / "music"; }
  std::string scratch() const { return outer.path("scratch"); }
  std::string path(const std::string& name) const { return (root() / name).string(); }
  sample::Folder outer;
};

BOOST_AUTO_TEST_CASE(a_walk_meets_every_file_once_and_follows_nothing) {
  const Folder folder;
  for (const char* name :
       {"b.mp3", "a/1.ogg", "a/2.ogg", "a/b/c/d.flac", "cover.jpg", ".trash/x.mp3", "folder.mp3/in.mp3"})
    folder.write(name);
  fs::create_symlink(".", folder.root() / "loop");
  fs::create_symlink("b.mp3", folder.root() / "link.mp3");
  ::mkfifo((folder.root() / "pipe.mp3").c_str(), 0600);
  std::vector<std::string> met, problems;
  Walk walk;
  walk.on_file = [&](const FileFacts& file) {
    BOOST_TEST(file.size == 1);
    BOOST_TEST(file.mtime_ns > 0);
    met.push_back(file.path.substr(folder.root().string().size() + 1));
    return true;
  };
  walk.on_problem = [&](const WalkProblem& problem) { problems.push_back(problem.problem); };
  BOOST_TEST(walk.run(folder.root().string()));
  BOOST_TEST(met == (std::vector<std::string>{"b.mp3", "a/1.ogg", "a/2.ogg", "a/b/c/d.flac", "folder.mp3/in.mp3"}),
             boost::test_tools::per_element());
  BOOST_TEST(problems == std::vector<std::string>{"is no file"}, boost::test_tools::per_element());
  BOOST_TEST(walk.totals().links == 2U);
  BOOST_TEST(walk.totals().others == 1U);

  Walk missing;
  missing.on_problem = walk.on_problem;
  BOOST_TEST(missing.run((folder.root() / "none").string()));
  BOOST_TEST(problems.back().starts_with("cannot be read: "), problems.back());
  Walk ended;
  ended.on_file = [](const FileFacts&) { return false; };
  BOOST_TEST(!ended.run(folder.root().string()));
  BOOST_TEST(ended.totals().files == 1U);
}

BOOST_AUTO_TEST_CASE(a_batch_says_of_each_file_what_it_is) {
  const Folder folder;
  folder.write("song.mp3", Site::wav());
  folder.write("zip.mp3", std::string("PK\x03\x04", 4) + std::string(500, '\0'));
  folder.write("empty.ogg", "");
  folder.write("new\nline.wav", Site::wav());
  const auto path = [&](const char* name) { return folder.path(name); };
  const auto scratch = folder.scratch();
  const auto read =
      read_tag_batch(VEZA_LIBEXEC "/veza-tags",
                     {path("song.mp3"), path("zip.mp3"), path("empty.ogg"), path("none.ogg"), path("new\nline.wav")},
                     scratch, [] { return false; });
  BOOST_REQUIRE(read.size() == 5U);
  BOOST_TEST((read[0].format == Format::wav), "its bytes say what it is");
  BOOST_TEST(read[0].metadata.title.has_value());
  BOOST_TEST(!read[0].metadata.content_hash.has_value(), "hashes take reading all of it");
  BOOST_TEST(!read[1].format.has_value());
  BOOST_TEST(read[1].problem.starts_with("is "), read[1].problem);
  BOOST_TEST(read[2].problem == "is empty");
  BOOST_TEST(read[3].problem.starts_with("cannot be opened"), read[3].problem);
  BOOST_TEST((read[4].format == Format::wav));
  BOOST_TEST(!fs::exists(scratch));
  BOOST_TEST(read_tag_batch(VEZA_LIBEXEC "/veza-tags", {path("song.mp3")}, scratch, [] { return true; }).empty());
}

BOOST_AUTO_TEST_CASE(a_file_at_which_the_reader_ends_costs_itself_only) {
  const Folder folder;
  // Ends at the second of the files it is given, as one does that meets a file which crashes it.
  folder.write("reader", "#!/bin/sh\necho '{\"format\":\"wav\",\"title\":\"one\"}'\nkill -9 $$\n");
  ::chmod((folder.root() / "reader").c_str(), 0700);
  const auto read =
      read_tag_batch(folder.path("reader"), {"/1", "/2", "/3", "/4", "/5"}, folder.scratch(), [] { return false; });
  BOOST_REQUIRE(read.size() == 5U);
  for (size_t i = 0; i < read.size(); ++i) {
    BOOST_TEST((i % 2 == 0) == read[i].format.has_value(), i);
    BOOST_TEST((i % 2 == 0) == read[i].problem.empty(), read[i].problem);
  }
}

BOOST_AUTO_TEST_CASE(who_scans_is_known_by_its_process) {
  const auto me = this_process();
  BOOST_TEST(!is_dead(me));
  auto other = me;
  const auto last = other.rfind('/', other.rfind('/') - 1);
  other.replace(last, other.rfind('/') - last, "/1");
  BOOST_TEST(is_dead(other), "the process that had the id is not this one");
  BOOST_TEST(!is_dead("another machine/pid:[1]/1/1/x"));
  BOOST_TEST(!is_dead(""));
  BOOST_TEST(!is_dead("////"));
}

BOOST_AUTO_TEST_CASE(what_changed_is_looked_through_once) {
  using Taken = std::vector<std::pair<std::string, bool>>;
  const Folder folder;
  folder.write("there/x.mp3");
  const auto there = folder.path("there"), root = folder.root().string();
  DirtyFolders dirty;
  dirty.add("/gone/a", false);
  dirty.add("/gone/a", true);
  dirty.add("/gone/a/b", false);
  dirty.add(there, false);
  BOOST_TEST((dirty.take() == Taken{{there, false}, {"/gone/a", true}}), "those that are there come first");
  BOOST_TEST(dirty.empty());
  dirty.add(there, false);
  dirty.add("/gone", false);
  dirty.add(root, true);
  dirty.add(root, false);
  BOOST_TEST((dirty.take() == Taken{{root, true}, {"/gone", false}}));
}

// The library with one folder to import from, whose command a test runs.
struct ScanSite {
  ScanSite() : host(VEZA_PLUGIN_FOLDER, Json{{"import_folders", {folder.root().string()}}}) {
    host.config.set_libexec_dir(VEZA_LIBEXEC);
    host.identity.users[ann.id] = ann;
    host.blobs.link_folders = {folder.root().string()};
    host.cli.serving = false;
    host.start(&veza_plugin_entry_v1);
  }
  FakeCommandRun run(std::map<std::string, std::string> options = {}) {
    options.emplace("owner", "ANN");
    return host.cli.run("scan", {{folder.root().string()}, options});
  }
  int64_t count(const std::string& sql) {
    int64_t value = -1;
    Db(host.handle()).query(sql, {}, [&](const Row& row) { value = row.integer(0); });
    return value;
  }
  const Folder folder;
  const User ann = ::Site::member("ann");
  FakeHost host;
};

BOOST_AUTO_TEST_CASE(files_become_tracks_once) {
  ScanSite site;
  for (const char* name : {"a.wav", "b/c.wav", "b/d.wav"}) site.folder.write(name, Site::wav());
  site.folder.write("b/zip.mp3", std::string("PK\x03\x04", 4) + std::string(500, '\0'));
  const auto first = site.run();
  BOOST_TEST(first.status == 0, first.error + first.err);
  BOOST_TEST(first.out == "4 files in 2 folders:\n  3 added\n  1 refused\n");
  BOOST_TEST(first.err.find("zip.mp3 is ") != std::string::npos, first.err);
  BOOST_TEST(first.total == 4U);
  BOOST_TEST(site.host.blobs.links.size() == 3U);
  BOOST_TEST(site.count("SELECT COUNT(*) FROM library_tracks WHERE status = 'ready' AND visibility = 'private'") == 3);
  BOOST_TEST(site.count("SELECT COUNT(*) FROM library_tracks WHERE source_path LIKE '%/music/b/%'") == 2);
  const auto emitted = site.host.events.emitted.size();
  BOOST_TEST(emitted == 3U);
  BOOST_TEST(site.run().out == "4 files in 2 folders:\n  3 unchanged\n  1 refused\n");
  BOOST_TEST(site.host.events.emitted.size() == emitted);
  BOOST_TEST(site.count("SELECT COUNT(*) FROM library_tracks") == 3);
  BOOST_TEST(site.count("SELECT COUNT(*) FROM library_scans WHERE state = 'done'") == 2);
}

BOOST_AUTO_TEST_CASE(a_batch_that_was_cut_short_is_finished_under_the_same_ids) {
  ScanSite site;
  site.folder.write("a.wav", Site::wav());
  site.folder.write("gone.wav", Site::wav());
  site.run();
  // As a process leaves it that was killed between its two transactions.
  Db(site.host.handle()).write([](const Tx& tx) {
    std::vector<std::string> ids;
    tx.query("SELECT id FROM library_tracks", {}, [&](const Row& row) { ids.push_back(row.text(0)); });
    for (const auto& id : ids) Tracks::remove(tx, id);
    tx.execute("UPDATE library_scan_files SET state = 'new'");
    tx.execute("UPDATE library_scans SET state = 'running'");
  });
  const auto links = site.host.blobs.links;
  fs::remove(site.folder.path("gone.wav"));
  BOOST_TEST(site.run().out == "1 file in 1 folder:\n  1 added\n");
  BOOST_TEST(site.count("SELECT COUNT(*) FROM library_scans WHERE state = 'interrupted'") == 1);
  std::string id;
  Db(site.host.handle()).query("SELECT id FROM library_tracks", {}, [&](const Row& row) { id = row.text(0); });
  BOOST_TEST(links.contains("library/" + id + "/original"));
  site.host.jobs.run_all();
  BOOST_TEST(site.host.blobs.links.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_interrupted_scan_says_so_and_another_waits_its_turn) {
  ScanSite site;
  site.folder.write("a.wav", Site::wav());
  site.host.cli.interrupt();
  const auto run = site.run();
  BOOST_TEST(run.status == 3);
  BOOST_TEST(run.err.find("goes on from here") != std::string::npos, run.err);
  BOOST_TEST(site.count("SELECT COUNT(*) FROM library_tracks") == 0);
  Db(site.host.handle()).write([](const Tx& tx) {
    tx.execute("UPDATE library_scan_lock SET held_by = 'another machine', held_until = $1", {now_ms() + 60'000});
  });
  BOOST_TEST(site.run().status == 75);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_scan_is_said) {
  ScanSite site;
  const auto run = [&](std::vector<std::string> words, std::map<std::string, std::string> options) {
    return site.host.cli.run("scan", {std::move(words), std::move(options)});
  };
  BOOST_TEST(run({"/"}, {{"owner", "ann"}}).error.find("none of the folders") != std::string::npos);
  BOOST_TEST(run({"/nowhere\x1b"}, {{"owner", "ann"}}).error.find("\\x1b") != std::string::npos);
  BOOST_TEST(run({}, {{"owner", "an"}}).status == VEZA_E_NOT_FOUND);
  BOOST_TEST(run({}, {}).status == 64);
  BOOST_TEST(run({"a", "b"}, {{"owner", "ann"}}).status == 64);
  BOOST_TEST(run({}, {{"owner", "ann"}, {"visibility", "open"}}).status == 64);
  BOOST_TEST(run({}, {{"owner", "ann"}}).out == "0 files in 1 folder.\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::library::scan
