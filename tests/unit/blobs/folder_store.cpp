#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>

#include "base/guarded.h"
#include "store_fixture.h"

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(folder_store)

BOOST_FIXTURE_TEST_CASE(a_replaced_blob_is_new_to_readers_and_old_to_those_who_have_it, StoreFixture) {
  must(store->put_bytes("k", "old"));
  const OpenBlob old = must(store->open("k"));
  must(store->put_bytes("k", "newer"));
  const OpenBlob now = must(store->open("k"));
  BOOST_TEST(old.etag != now.etag);
  BOOST_TEST(now.size == 5u);
  BOOST_TEST(old.etag.front() == '"');
  char out[3];
  BOOST_REQUIRE(::pread(old.file->get(), out, 3, 0) == 3);
  BOOST_TEST(std::string_view(out, 3) == "old");
  BOOST_TEST(must(store->open("k")).etag == now.etag);
}

BOOST_FIXTURE_TEST_CASE(every_way_to_put_changes_the_etag, StoreFixture) {
  std::set<std::string> etags;
  for (int i = 0; i < 5; ++i) {
    must(store->put_bytes("k", "same"));
    etags.insert(must(store->open("k")).etag);
    must(store->put_file("k", make_file("f", "same"), Source::move));
    etags.insert(must(store->open("k")).etag);
  }
  BOOST_TEST(etags.size() == 10u);
}

BOOST_FIXTURE_TEST_CASE(a_linked_file_is_a_blob_and_stays_what_it_is, StoreFixture) {
  const std::string path = make_file("song.ogg", "the song");
  must(store->link("a/b", path));
  BOOST_TEST(must(store->read_all("a/b")) == "the song");
  BOOST_TEST(must(store->size("a/b")) == 8U);
  const OpenBlob before = must(store->open("a/b"));
  BOOST_TEST(*must(store->local_path("a/b")) == path);
  // It is listed with what it holds, so that backups and copies carry that.
  const auto list = must(store->list(""));
  BOOST_REQUIRE(list.size() == 1U);
  BOOST_TEST(list[0].key == "a/b");
  BOOST_TEST(list[0].size == 8U);
  // Whoever changes the file changes the blob, also where it was open already.
  make_file("song.ogg", "another song");
  BOOST_TEST(must(store->read_all("a/b")) == "another song");
  BOOST_TEST(must(store->open("a/b")).etag != before.etag);
  // Over a link and back.
  must(store->put_bytes("a/b", "bytes"));
  BOOST_TEST(must(store->read_all("a/b")) == "bytes");
  must(store->link("a/b", path));
  must(store->remove("a/b"));
  must(store->link("c/d", path));
  must(store->remove_prefix("c/"));
  BOOST_TEST(in_root() == (std::vector<std::string>{".tmp", ".trash"}), boost::test_tools::per_element());
  std::ifstream still(path);
  BOOST_TEST(std::string(std::istreambuf_iterator<char>(still), {}) == "another song");
}

BOOST_FIXTURE_TEST_CASE(a_link_leads_to_its_file_or_nowhere, StoreFixture) {
  const std::string path = make_file("song.ogg", "the song");
  must(store->link("a", path));
  std::filesystem::rename(path, path + ".away");
  BOOST_TEST((store->open("a").error().code == base::Code::not_found));
  BOOST_TEST((store->size("a").error().code == base::Code::not_found));
  BOOST_TEST(must(store->list("")).empty());
  // A link in the file's place, or in that of a folder on the way, is not followed.
  make_file("secret", "secret");
  std::filesystem::create_symlink(folder + "/secret", path);
  BOOST_TEST((store->open("a").error().code == base::Code::not_found));
  BOOST_TEST(must(store->list("")).empty());
  std::filesystem::create_directory(folder + "/music");
  must(store->link("b", make_file("music/secret", "the song")));
  std::filesystem::rename(folder + "/music", folder + "/moved");
  std::filesystem::create_symlink(folder, folder + "/music");
  BOOST_TEST(!store->open("b"));
  for (const std::string& bad : {std::string(), std::string("relative"), folder, folder + "/none", path,
                                 path + std::string("\0x", 2), std::string("/dev/null")}) {
    BOOST_TEST(!store->link("bad", bad), bad);
  }
  BOOST_TEST(in_root() == (std::vector<std::string>{".tmp", ".trash", "a", "b"}), boost::test_tools::per_element());
  BOOST_TEST(std::filesystem::is_empty(root + "/.tmp"));
}

BOOST_FIXTURE_TEST_CASE(remove_takes_empty_folders_along, StoreFixture) {
  must(store->put_bytes("a/b/c", "x"));
  must(store->put_bytes("a/d", "y"));
  must(store->remove("a/b/c"));
  BOOST_TEST(!std::filesystem::exists(root + "/a/b"));
  BOOST_TEST(must(store->read_all("a/d")) == "y");
  must(store->remove("a/d"));
  BOOST_TEST(in_root() == (std::vector<std::string>{".tmp", ".trash"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_list_is_whole_while_others_come_and_go, StoreFixture) {
  constexpr size_t staying = 100;
  for (size_t i = 0; i < staying; ++i) must(store->put_bytes("stays/" + std::to_string(i) + "/a", "x"));
  std::atomic<bool> stop{false};
  std::thread other([&] {
    for (int i = 0; !stop; ++i) {
      const std::string key = "stays/" + std::to_string(1000 + i % 50) + "/a";
      (void)store->put_bytes(key, "y", Durability::relaxed);
      (void)store->remove(key);
    }
  });
  size_t fewest = staying;
  for (int i = 0; i < 200; ++i) {
    size_t seen = 0;
    for (const auto& blob : must(store->list(""))) seen += blob.key.size() <= std::string("stays/99/a").size() ? 1 : 0;
    fewest = std::min(fewest, seen);
  }
  stop = true;
  other.join();
  BOOST_TEST(fewest == staying);
}

BOOST_FIXTURE_TEST_CASE(remove_prefix_takes_all_below_and_nothing_beside, StoreFixture) {
  for (const char* key : {"t/1/a", "t/1/s/b", "t/1/s/c", "t/10/a", "t/2"}) must(store->put_bytes(key, "x"));
  (void)must(store->open("t/1/a"));
  must(store->remove_prefix("t/1/"));
  must(store->remove_prefix("t/1/"));
  must(store->remove_prefix("t/2/"));
  BOOST_TEST((store->open("t/1/a").error().code == base::Code::not_found));
  std::vector<std::string> left;
  for (const auto& blob : must(store->list(""))) left.push_back(blob.key);
  BOOST_TEST(left == (std::vector<std::string>{"t/10/a", "t/2"}), boost::test_tools::per_element());
  BOOST_TEST((store->remove_prefix("t").error().code == base::Code::invalid));
  BOOST_TEST(is_empty(std::filesystem::path(root + "/.trash")));
}

BOOST_FIXTURE_TEST_CASE(a_local_path_leads_to_the_bytes, StoreFixture) {
  must(store->put_bytes("a/b", "x"));
  const auto path = must(store->local_path("a/b"));
  BOOST_REQUIRE(path);
  std::ifstream file(*path);
  BOOST_TEST(std::string(std::istreambuf_iterator<char>(file), {}) == "x");
}

BOOST_FIXTURE_TEST_CASE(health_and_reopening, StoreFixture) {
  must(store->ping());
  BOOST_TEST(must(store->list("")).empty());
  must(store->put_bytes("a", "x"));
  make_file("root/.tmp/young", "x");
  make_file("root/.tmp/left", "x");
  std::filesystem::last_write_time(root + "/.tmp/left",
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  store = must(open_folder({root, 16}));
  BOOST_TEST(must(store->read_all("a")) == "x");
  BOOST_TEST(!std::filesystem::exists(root + "/.tmp/left"));
  BOOST_TEST(std::filesystem::exists(root + "/.tmp/young"));
  BOOST_TEST(!open_folder({"/nonexistent/parent/blobs", 16}));
  BOOST_TEST(!open_folder({"", 16}));
}

BOOST_FIXTURE_TEST_CASE(puts_and_removes_of_neighbours_do_not_meet, StoreFixture) {
  std::vector<std::thread> threads;
  base::Guarded<std::vector<std::string>> faults;
  const auto fault = [&](const std::string& text) { faults.with([&](auto& all) { all.push_back(text); }); };
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const std::string key = "shared/folder/" + std::to_string(t);
      for (int i = 0; i < 200; ++i) {
        const auto put = store->put_bytes(key, std::to_string(i), Durability::relaxed);
        if (!put) fault(put.error().message);
        const auto read = store->read_all(key);
        if (!read) fault(read.error().message);
        if (read && *read != std::to_string(i)) fault("read " + *read);
        const auto removed = store->remove(key);
        if (!removed) fault(removed.error().message);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(faults.with([](const auto& all) { return all; }) == std::vector<std::string>{},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
