#include "app/data_dir.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "base/crypto.h"

using namespace veza;

BOOST_AUTO_TEST_SUITE(data_folder)

BOOST_AUTO_TEST_CASE(is_made_private_and_locked_once) {
  const auto root = std::filesystem::temp_directory_path() / ("veza-data-" + base::random_token(6));
  const auto dir = app::open_data_dir(root).value();
  struct stat info {};
  BOOST_REQUIRE(::stat(dir.root.c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0007) == 0U);
  const std::string node = app::node_id(dir).value();
  BOOST_TEST(node.size() == 36U);
  BOOST_TEST(app::node_id(dir).value() == node);
  {
    const auto lock = app::lock_data_dir(dir);
    BOOST_REQUIRE(lock.has_value());
    const auto second = app::lock_data_dir(dir);
    BOOST_REQUIRE(!second.has_value());
    BOOST_TEST(second.error().message.find("in use") != std::string::npos);
  }
  BOOST_TEST(app::lock_data_dir(dir).has_value());
  std::filesystem::remove_all(root);
}

BOOST_AUTO_TEST_CASE(work_folders_are_emptied) {
  const auto root = std::filesystem::temp_directory_path() / ("veza-data-" + base::random_token(6));
  const auto dir = app::open_data_dir(root).value();
  BOOST_REQUIRE(base::write_file(dir.spool() + "/left", "x").has_value());
  std::filesystem::create_directories(dir.scratch() + "/a/b");
  app::empty_work_folders(dir);
  BOOST_TEST(std::filesystem::is_empty(dir.spool()));
  BOOST_TEST(std::filesystem::is_empty(dir.scratch()));
  std::filesystem::remove_all(root);
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_made_is_named) {
  const auto dir = app::open_data_dir("/proc/nowhere");
  BOOST_REQUIRE(!dir.has_value());
  BOOST_TEST(dir.error().message.find("/proc/nowhere") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
