#include "net/gzip_cache.h"

#include <fcntl.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

using namespace veza::net;
using veza::base::Fd;

namespace {

// A file without a name.
FileBody file(const std::string& text) {
  char name[] = "/tmp/veza-gzip-cache-XXXXXX";
  auto fd = std::make_shared<Fd>(::mkstemp(name));
  ::unlink(name);
  BOOST_REQUIRE(::write(fd->get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  return {fd, text.size(), 0};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gzip_cache)

BOOST_AUTO_TEST_CASE(a_file_is_packed_once_until_it_changes) {
  GzipCache cache;
  const FileBody body = file("hello");
  int packed = 0;
  const auto pack = [&]() -> std::optional<std::string> { return "packed " + std::to_string(++packed); };
  BOOST_TEST(*cache.of_file(body, pack) == "packed 1");
  BOOST_TEST(*cache.of_file(body, pack) == "packed 1");
  // Another part of it, and another file, are others.
  BOOST_TEST(*cache.of_file({body.file, 3, 1}, pack) == "packed 2");
  BOOST_TEST(*cache.of_file(file("hello"), pack) == "packed 3");
  BOOST_REQUIRE(::ftruncate(body.file->get(), 4) == 0);
  BOOST_TEST(*cache.of_file({body.file, 4, 0}, pack) == "packed 4");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_packed_is_not_kept) {
  GzipCache cache;
  const FileBody body = file("x");
  BOOST_TEST((cache.of_file(body, [] { return std::nullopt; }) == nullptr));
  BOOST_TEST(*cache.of_file(body, [] { return std::optional<std::string>("y"); }) == "y");
}

BOOST_AUTO_TEST_CASE(the_least_recently_used_goes_first) {
  GzipCache cache(100);
  const FileBody a = file("a"), b = file("b"), c = file("c"), d = file("d"), e = file("e"), big = file("big");
  int packed = 0;
  const auto ask = [&](const FileBody& body) {
    const int before = packed;
    cache.of_file(body, [&] { return ++packed, std::optional<std::string>(std::string(25, 'x')); });
    return packed == before;  // it was there
  };
  for (const auto& body : {a, b, c, d}) BOOST_TEST(!ask(body));
  BOOST_TEST(ask(a));
  BOOST_TEST(!ask(e));  // takes the place of b
  BOOST_TEST(ask(a));
  BOOST_TEST(!ask(b));
  const auto large = [&] { return ++packed, std::optional<std::string>(std::string(26, 'x')); };
  cache.of_file(big, large);
  const int before = packed;
  cache.of_file(big, large);
  BOOST_TEST(packed == before + 1);  // more than a quarter is not kept
}

BOOST_AUTO_TEST_SUITE_END()
