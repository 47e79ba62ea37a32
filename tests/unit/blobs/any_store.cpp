// What every store does, whatever is behind it.
#include "any_store.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <thread>

#include "blobs/digest.h"

namespace veza::blobs {

namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(any_store)

Reader reader_of(std::string_view& bytes) {
  return [&](char* buffer, size_t size) -> base::Result<size_t> {
    const size_t n = bytes.copy(buffer, size);
    bytes.remove_prefix(n);
    return n;
  };
}

BOOST_DATA_TEST_CASE(bytes_come_back, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  // Around the part size of the object stores, and the steps in which a reader is asked.
  const size_t part = 64U << 10;
  for (const size_t size : {size_t{0}, size_t{1}, part - 1, part, part + 1, 2 * part, 5 * part + 3}) {
    for (const auto durability : {Durability::durable, Durability::relaxed}) {
      const std::string bytes = some_bytes(size, static_cast<unsigned>(size));
      must(site.store->put_bytes("a/b/c", bytes, durability));
      BOOST_TEST((must(site.store->read_all("a/b/c")) == bytes), size);
      BOOST_TEST(must(site.store->size("a/b/c")) == size);
      const auto facts = must(site.store->facts("a/b/c"));
      BOOST_TEST(facts.size == size);
      BOOST_TEST(facts.etag.front() == '"');
      BOOST_TEST(facts.modified_ms > 1'600'000'000'000);
    }
  }
}

BOOST_DATA_TEST_CASE(what_is_not_there, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  must(site.store->put_bytes("a/b", "x"));
  char out[4];
  for (const char* key : {"missing", "a", "a/b/c", "a/c"}) {
    BOOST_TEST((site.store->size(key).error().code == base::Code::not_found), key);
    BOOST_TEST((site.store->facts(key).error().code == base::Code::not_found), key);
    BOOST_TEST((site.store->read(key, 0, out, 4).error().code == base::Code::not_found), key);
    BOOST_TEST((site.store->read(key, 0, out, 0).error().code == base::Code::not_found), key);
    BOOST_TEST((site.store->read(key, UINT64_MAX, out, 4).error().code == base::Code::not_found), key);
    BOOST_TEST((site.store->read_all(key).error().code == base::Code::not_found), key);
    BOOST_TEST(!must(site.store->exists(key)), key);
    must(site.store->remove(key));
  }
  BOOST_TEST(must(site.store->read_all("a/b")) == "x");
}

BOOST_DATA_TEST_CASE(reading_in_parts, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  must(site.store->put_bytes("k", "0123456789"));
  char out[8];
  BOOST_TEST(must(site.store->read("k", 3, out, 4)) == 4u);
  BOOST_TEST(std::string_view(out, 4) == "3456");
  BOOST_TEST(must(site.store->read("k", 8, out, 8)) == 2u);
  BOOST_TEST(must(site.store->read("k", 10, out, 8)) == 0u);
  BOOST_TEST(must(site.store->read("k", 5, out, 0)) == 0u);
  BOOST_TEST(must(site.store->read("k", INT64_MAX, out, 8)) == 0u);
  BOOST_TEST(must(site.store->read("k", UINT64_MAX, out, 8)) == 0u);
  BOOST_TEST((site.store->read_all("k", 9).error().code == base::Code::too_large));
  must(site.store->put_bytes("empty", ""));
  BOOST_TEST(must(site.store->read("empty", 0, out, 8)) == 0u);
}

BOOST_DATA_TEST_CASE(a_replaced_blob_is_another, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  must(site.store->put_bytes("k", "old"));
  const std::string old = must(site.store->facts("k")).etag;
  char out[8];
  BOOST_TEST(must(site.store->read_of("k", old, 1, out, 8)) == 2u);
  must(site.store->put_bytes("k", "newer"));
  BOOST_TEST(must(site.store->facts("k")).etag != old);
  BOOST_TEST((site.store->read_of("k", old, 0, out, 8).error().code == base::Code::conflict));
  BOOST_TEST(must(site.store->read_all("k")) == "newer");
}

BOOST_DATA_TEST_CASE(a_reader_that_fails_leaves_what_was_there, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  must(site.store->put_bytes("a", "old"));
  // Before the first part is full, and after the second.
  for (const int good : {3, 150}) {
    int calls = 0;
    const auto done = site.store->put("a", [&](char* buffer, size_t size) -> base::Result<size_t> {
      const size_t n = std::min<size_t>(size, 1024);
      std::fill_n(buffer, n, 'n');
      if (++calls > good) return base::fail(base::Code::limited, "source broke");
      return n;
    });
    BOOST_REQUIRE(!done);
    BOOST_TEST((done.error().code == base::Code::limited));
    BOOST_TEST(done.error().message.find("storing the blob a: source broke") != std::string::npos,
               done.error().message);
    BOOST_TEST(must(site.store->read_all("a")) == "old");
    if (site.fake) BOOST_TEST(site.fake->open_uploads() == 0u);
  }
}

BOOST_DATA_TEST_CASE(known_bytes_are_checked, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  for (const size_t size : {size_t{10}, size_t{200'000}}) {
    const std::string bytes = some_bytes(size);
    std::string_view rest = bytes;
    const Reader good = reader_of(rest);
    BOOST_TEST(must(site.store->put_known("k", good, base::sha256_hex(bytes))) == size);
    BOOST_TEST((must(site.store->read_all("k")) == bytes));
    if (kind != "folder") BOOST_TEST(must(site.store->facts("k")).sha256.value_or("none") == base::sha256_hex(bytes));
    const std::string others = some_bytes(size, 99);
    rest = others;
    const auto refused = site.store->put_known("k", good, base::sha256_hex(bytes));
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == base::Code::conflict), refused.error().message);
    BOOST_TEST((must(site.store->read_all("k")) == bytes));
    if (site.fake) BOOST_TEST(site.fake->open_uploads() == 0u);
  }
}

BOOST_DATA_TEST_CASE(a_file_is_moved_or_copied, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  for (const size_t size : {size_t{7}, size_t{200'000}}) {
    const std::string bytes = some_bytes(size);
    const std::string path = site.make_file("f", bytes);
    must(site.store->put_file("copy", path, Source::copy));
    BOOST_TEST(std::filesystem::exists(path));
    must(site.store->put_file("moved", path, Source::move));
    BOOST_TEST(!std::filesystem::exists(path));
    BOOST_TEST((must(site.store->read_all("copy")) == bytes));
    BOOST_TEST((must(site.store->read_all("moved")) == bytes));
    if (kind != "folder") BOOST_TEST(must(site.store->facts("copy")).sha256.value_or("") == base::sha256_hex(bytes));
  }
}

BOOST_DATA_TEST_CASE(what_is_no_regular_file_is_refused, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  const std::string link = site.folder + "/link";
  std::filesystem::create_symlink("/etc/hostname", link);
  const std::string fifo = site.folder + "/fifo";
  BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  for (const std::string& path : {link, fifo, site.folder, site.folder + "/missing"}) {
    for (const auto source : {Source::move, Source::copy}) BOOST_TEST(!site.store->put_file("k", path, source), path);
  }
  BOOST_TEST(!must(site.store->exists("k")));
}

BOOST_DATA_TEST_CASE(a_range_of_an_open_file, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  const base::Fd file(::open(site.make_file("f", "0123456789").c_str(), O_RDWR | O_CLOEXEC));
  BOOST_TEST(::lseek(file.get(), 4, SEEK_SET) == 4);
  must(site.store->put_fd("part", file.get(), 2, 5));
  BOOST_TEST(must(site.store->read_all("part")) == "23456");
  BOOST_TEST(::lseek(file.get(), 0, SEEK_CUR) == 4);
  for (const uint64_t size : {uint64_t{5}, uint64_t{500'000}}) {
    const auto beyond = site.store->put_fd("beyond", file.get(), 8, size);
    BOOST_REQUIRE(!beyond);
    BOOST_TEST((beyond.error().code == base::Code::invalid));
  }
  BOOST_TEST(!must(site.store->exists("beyond")));
  must(site.store->put_fd("none", file.get(), 10, 0));
  BOOST_TEST(must(site.store->size("none")) == 0u);
  const base::Fd memory(::memfd_create("veza", MFD_CLOEXEC));
  BOOST_REQUIRE(::write(memory.get(), "abcdef", 6) == 6);
  must(site.store->put_fd("m", memory.get(), 1, 4));
  BOOST_TEST(must(site.store->read_all("m")) == "bcde");
}

BOOST_DATA_TEST_CASE(lists_are_sorted_and_complete, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  for (const char* key : {"b/2", "b/1/x", "a", "b.c", "b/.hidden"}) must(site.store->put_bytes(key, "xyz"));
  const auto all = must(site.store->list(""));
  std::vector<std::string> keys;
  for (const auto& blob : all) keys.push_back(blob.key);
  BOOST_TEST(keys == (std::vector<std::string>{"a", "b.c", "b/.hidden", "b/1/x", "b/2"}),
             boost::test_tools::per_element());
  BOOST_TEST(all[0].size == 3u);
  BOOST_TEST(all[0].modified_ms > 1'600'000'000'000);
  const auto some = must(site.store->list("b/"));
  BOOST_REQUIRE(some.size() == 3u);
  BOOST_TEST(some[0].key == "b/.hidden");
  BOOST_TEST(some[1].key == "b/1/x");
  BOOST_TEST(must(site.store->list("none/")).empty());
}

BOOST_DATA_TEST_CASE(remove_prefix_takes_all_below_and_nothing_beside, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  for (const char* key : {"t/1/a", "t/1/s/b", "t/1/s/c", "t/10/a", "t/2"}) must(site.store->put_bytes(key, "x"));
  must(site.store->remove_prefix("t/1/"));
  must(site.store->remove_prefix("t/1/"));
  must(site.store->remove_prefix("t/2/"));
  std::vector<std::string> left;
  for (const auto& blob : must(site.store->list(""))) left.push_back(blob.key);
  BOOST_TEST(left == (std::vector<std::string>{"t/10/a", "t/2"}), boost::test_tools::per_element());
  BOOST_TEST((site.store->remove_prefix("t").error().code == base::Code::invalid));
  BOOST_TEST((site.store->remove_prefix("").error().code == base::Code::invalid));
}

BOOST_DATA_TEST_CASE(every_byte_a_key_may_hold_works, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  const std::string all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ/abcdefghijklmnopqrstuvwxyz/0123456789.__--/...a/.b";
  const std::string longest = std::string(200, 'l') + "/" + std::string(200, 'o');
  for (const std::string& key : {all, longest}) {
    must(site.store->put_bytes(key, key));
    BOOST_TEST(must(site.store->read_all(key)) == key);
    BOOST_TEST(must(site.store->list(key.substr(0, key.find('/') + 1))).at(0).key == key);
    must(site.store->remove(key));
    BOOST_TEST(!must(site.store->exists(key)));
  }
}

BOOST_DATA_TEST_CASE(bad_keys_are_refused_everywhere, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  const std::string source = site.make_file("source", "x");
  if (site.fake) site.fake->misbehave([](const auto&) { return test::Misdeed::none; });
  char out[2];
  for (const std::string key : {"", "/", "a//b", "../a", "a/../b", ".a", "a b", "a?b", "a%2fb", "a#b", "\xc3\xa4"}) {
    const auto is_invalid = [&](const auto& result) {
      return !result && result.error().code == base::Code::invalid && !result.error().message.empty();
    };
    BOOST_TEST(is_invalid(site.store->put_bytes(key, "x")), key);
    BOOST_TEST(is_invalid(site.store->put_file(key, source, Source::copy)), key);
    BOOST_TEST(is_invalid(site.store->put_fd(key, 0, 0, 0)), key);
    BOOST_TEST(is_invalid(site.store->open(key)), key);
    BOOST_TEST(is_invalid(site.store->size(key)), key);
    BOOST_TEST(is_invalid(site.store->facts(key)), key);
    BOOST_TEST(is_invalid(site.store->read(key, 0, out, 1)), key);
    BOOST_TEST(is_invalid(site.store->read_of(key, "\"e\"", 0, out, 1)), key);
    BOOST_TEST(is_invalid(site.store->remove(key)), key);
    BOOST_TEST(is_invalid(site.store->remove_prefix(key + "/")), key);
    BOOST_TEST(is_invalid(site.store->local_path(key)), key);
    BOOST_TEST(is_invalid(site.store->presigned_get(key, 60)), key);
    if (!key.empty()) BOOST_TEST(is_invalid(site.store->list(key + "/")), key);
  }
  if (site.fake) BOOST_TEST(site.fake->requests().empty());
}

BOOST_DATA_TEST_CASE(health_leaves_nothing_and_names_no_secret, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  must(site.store->ping());
  BOOST_TEST(must(site.store->list("")).empty());
  BOOST_TEST(!site.store->describe().empty());
  BOOST_TEST(site.store->describe().find("secret") == std::string::npos);
}

BOOST_DATA_TEST_CASE(only_a_folder_has_files, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  must(site.store->put_bytes("a", "x"));
  const bool folder = kind == "folder";
  BOOST_TEST(must(site.store->local_path("a")).has_value() == folder);
  BOOST_TEST(must(site.store->presigned_get("a", 60)).has_value() == !folder);
  const auto open = site.store->open("a");
  BOOST_TEST(open.has_value() == folder);
  if (!open) BOOST_TEST((open.error().code == base::Code::unsupported));
}

BOOST_DATA_TEST_CASE(many_at_once_do_not_meet, data::make(store_kinds()), kind) {
  AnyStore site(kind);
  std::vector<std::thread> threads;
  std::vector<std::string> faults(4);
  for (size_t t = 0; t < faults.size(); ++t) {
    threads.emplace_back([&, t] {
      const std::string key = "shared/" + std::to_string(t);
      for (int i = 0; i < 12 && faults[t].empty(); ++i) {
        const std::string bytes = some_bytes(20'000 * static_cast<size_t>(i % 5), static_cast<unsigned>(t));
        const auto put = site.store->put_bytes(key, bytes, Durability::relaxed);
        const auto read = site.store->read_all(key);
        if (!put) faults[t] = put.error().message;
        if (!read) faults[t] = read.error().message;
        if (read && *read != bytes) faults[t] = "other bytes";
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& fault : faults) BOOST_TEST(fault == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
