#include "plugins/plugin_file.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "temp_folder.h"

namespace veza::plugins {
namespace {

BOOST_AUTO_TEST_SUITE(plugin_file)

BOOST_AUTO_TEST_CASE(a_file_of_the_folder_is_opened) {
  test::TempFolder folder;
  folder.write("plugin/dist/app.js", "hello");
  const auto file = open_plugin_file(folder / "plugin", "dist/app.js");
  BOOST_REQUIRE(file);
  BOOST_TEST(file->size == 5U);
  char bytes[8] = {};
  BOOST_TEST(::pread(file->file->get(), bytes, sizeof bytes, 0) == 5);
  BOOST_TEST(file->etag.front() == '"');
}

BOOST_AUTO_TEST_CASE(nothing_else_is) {
  test::TempFolder folder;
  folder.write("plugin/dist/app.js", "hello");
  folder.write("secret", "secret");
  BOOST_REQUIRE(::symlink("../secret", (folder / "plugin/link").c_str()) == 0);
  BOOST_REQUIRE(::symlink("/etc", (folder / "plugin/etc").c_str()) == 0);
  BOOST_REQUIRE(::symlink("dist", (folder / "plugin/inside").c_str()) == 0);
  BOOST_TEST(open_plugin_file(folder / "plugin", "inside/app.js").has_value());
  for (const std::string path :
       {"", ".", "..", "dist", "dist/", "dist/none.js", "../secret", "dist/../../secret", "/etc/passwd", "link",
        "etc/passwd", "dist/app.js/", "//etc/passwd", "/proc/self/environ", "dist/app.js\n"}) {
    const auto file = open_plugin_file(folder / "plugin", path);
    BOOST_REQUIRE_MESSAGE(!file, path);
    BOOST_TEST((file.error().code == base::Code::not_found));
  }
  BOOST_TEST(!open_plugin_file(folder / "plugin", std::string_view("dist/app.js\0", 12)));
  BOOST_TEST(!open_plugin_file(folder / "plugin", std::string(5000, 'a')));
  BOOST_TEST(!open_plugin_file(folder / "nothing", "dist/app.js"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
