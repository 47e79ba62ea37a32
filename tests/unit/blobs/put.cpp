#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "store_fixture.h"

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(put)

BOOST_FIXTURE_TEST_CASE(bytes_come_back, StoreFixture) {
  std::string big(300'000, '\0');
  for (size_t i = 0; i < big.size(); ++i) big[i] = static_cast<char>(i * 31);
  for (const auto durability : {Durability::durable, Durability::relaxed}) {
    must(store->put_bytes("a/b/big", big, durability));
    must(store->put_bytes("a/empty", "", durability));
    BOOST_TEST(must(store->read_all("a/b/big")) == big);
    BOOST_TEST(must(store->read_all("a/empty")).empty());
    BOOST_TEST(must(store->size("a/b/big")) == big.size());
  }
  std::filesystem::path temporary(root + "/.tmp");
  BOOST_TEST(is_empty(temporary));
}

BOOST_FIXTURE_TEST_CASE(a_reader_that_fails_leaves_nothing, StoreFixture) {
  must(store->put_bytes("a", "old"));
  int calls = 0;
  const auto done = store->put("a", [&](char* buffer, size_t) -> base::Result<size_t> {
    buffer[0] = 'n';
    if (++calls > 3) return base::fail(base::Code::limited, "source broke");
    return 1;
  });
  BOOST_REQUIRE(!done);
  BOOST_TEST((done.error().code == base::Code::limited));
  BOOST_TEST(done.error().message.find("storing the blob a") != std::string::npos, done.error().message);
  BOOST_TEST(must(store->read_all("a")) == "old");
  BOOST_TEST(is_empty(std::filesystem::path(root + "/.tmp")));
}

BOOST_FIXTURE_TEST_CASE(a_file_is_moved_or_copied, StoreFixture) {
  const std::string path = make_file("f", "content");
  must(store->put_file("copy", path, Source::copy));
  BOOST_TEST(std::filesystem::exists(path));
  must(store->put_file("moved", path, Source::move));
  BOOST_TEST(!std::filesystem::exists(path));
  BOOST_TEST(must(store->read_all("copy")) == "content");
  BOOST_TEST(must(store->read_all("moved")) == "content");
}

BOOST_FIXTURE_TEST_CASE(a_file_of_another_filesystem_is_moved_too, StoreFixture) {
  const std::string path = "/dev/shm/veza-" + base::random_token(9);
  std::ofstream(path) << "from memory";
  must(store->put_file("moved", path, Source::move));
  BOOST_TEST(!std::filesystem::exists(path));
  BOOST_TEST(must(store->read_all("moved")) == "from memory");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_regular_file_is_refused, StoreFixture) {
  const std::string link = folder + "/link";
  std::filesystem::create_symlink("/etc/hostname", link);
  const std::string fifo = folder + "/fifo";
  BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  for (const std::string& path : {link, fifo, folder, folder + "/missing"}) {
    for (const auto source : {Source::move, Source::copy}) {
      BOOST_TEST(!store->put_file("k", path, source), path);
    }
  }
  BOOST_TEST(!must(store->exists("k")));
}

BOOST_FIXTURE_TEST_CASE(a_range_of_an_open_file, StoreFixture) {
  const base::Fd file(::open(make_file("f", "0123456789").c_str(), O_RDWR | O_CLOEXEC));
  BOOST_TEST(::lseek(file.get(), 4, SEEK_SET) == 4);
  must(store->put_fd("part", file.get(), 2, 5));
  BOOST_TEST(must(store->read_all("part")) == "23456");
  BOOST_TEST(::lseek(file.get(), 0, SEEK_CUR) == 4);
  const auto beyond = store->put_fd("beyond", file.get(), 8, 5);
  BOOST_REQUIRE(!beyond);
  BOOST_TEST((beyond.error().code == base::Code::invalid));
  BOOST_TEST(!must(store->exists("beyond")));
  must(store->put_fd("none", file.get(), 10, 0));
  BOOST_TEST(must(store->size("none")) == 0u);
}

BOOST_FIXTURE_TEST_CASE(an_open_file_of_memory_works, StoreFixture) {
  const base::Fd memory(::memfd_create("veza", MFD_CLOEXEC));
  BOOST_REQUIRE(::write(memory.get(), "abcdef", 6) == 6);
  must(store->put_fd("m", memory.get(), 1, 4));
  BOOST_TEST(must(store->read_all("m")) == "bcde");
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_is_an_error_and_leaves_nothing, StoreFixture) {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{4096, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto status = store->put_bytes("big", std::string(100'000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  BOOST_REQUIRE(!status);
  BOOST_TEST(status.error().message.find("big") != std::string::npos);
  BOOST_TEST(!must(store->exists("big")));
  BOOST_TEST(is_empty(std::filesystem::path(root + "/.tmp")));
}

BOOST_FIXTURE_TEST_CASE(a_key_may_not_be_anothers_prefix, StoreFixture) {
  must(store->put_bytes("a/b", "x"));
  for (const char* key : {"a", "a/b/c"}) {
    const auto status = store->put_bytes(key, "y");
    BOOST_REQUIRE(!status);
    BOOST_TEST((status.error().code == base::Code::conflict), status.error().message);
    BOOST_TEST(!must(store->exists(key)), key);
  }
  BOOST_TEST(must(store->read_all("a/b")) == "x");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
