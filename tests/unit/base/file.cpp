#include "base/file.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "base/crypto.h"

using namespace veza::base;

BOOST_AUTO_TEST_SUITE(file)

BOOST_AUTO_TEST_CASE(write_replaces_whole_and_leaves_no_temporary) {
  const auto dir = std::filesystem::temp_directory_path() / ("veza-file-" + random_token(6));
  std::filesystem::create_directories(dir);
  const std::string path = dir / "key";
  BOOST_REQUIRE(write_file(path, "one", 0600).has_value());
  BOOST_REQUIRE(write_file(path, "two", 0600).has_value());
  BOOST_TEST(read_file(path).value() == "two");
  struct stat info {};
  BOOST_REQUIRE(::stat(path.c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0600U);
  BOOST_TEST(std::distance(std::filesystem::directory_iterator(dir), {}) == 1);
  std::filesystem::remove_all(dir);
}

BOOST_AUTO_TEST_CASE(errors_name_the_path) {
  const auto missing = read_file("/nonexistent/x");
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST((missing.error().code == Code::not_found));
  BOOST_TEST(missing.error().message.find("/nonexistent/x") != std::string::npos);
  BOOST_TEST(!write_file("/nonexistent/x", "a").has_value());
  BOOST_TEST(!read_file("/proc/self/environ", 1).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
