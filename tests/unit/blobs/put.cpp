#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "blobs/copy.h"
#include "store_fixture.h"

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(put)

BOOST_FIXTURE_TEST_CASE(a_put_leaves_no_temporary_file, StoreFixture) {
  must(store->put_bytes("a", "old"));
  const auto broken = store->put("a", [calls = 0](char* buffer, size_t) mutable -> base::Result<size_t> {
    buffer[0] = 'n';
    if (++calls > 3) return base::fail(base::Code::limited, "source broke");
    return 1;
  });
  BOOST_TEST(!broken);
  BOOST_TEST(must(store->read_all("a")) == "old");
  BOOST_TEST(is_empty(std::filesystem::path(root + "/.tmp")));
}

BOOST_FIXTURE_TEST_CASE(a_file_of_another_filesystem_is_moved_too, StoreFixture) {
  const std::string path = "/dev/shm/veza-" + base::random_token(9);
  std::ofstream(path) << "from memory";
  must(store->put_file("moved", path, Source::move));
  BOOST_TEST(!std::filesystem::exists(path));
  BOOST_TEST(must(store->read_all("moved")) == "from memory");
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

BOOST_AUTO_TEST_CASE(no_space_left_is_unavailable) {
  const base::Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  const auto status = write_all(full.get(), "x");
  BOOST_REQUIRE(!status);
  BOOST_TEST((status.error().code == base::Code::unavailable), status.error().message);
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
