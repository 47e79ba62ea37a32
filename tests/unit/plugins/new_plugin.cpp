#include "plugins/new_plugin.h"

#include <boost/test/unit_test.hpp>

#include "base/file.h"
#include "plugins/manifest.h"
#include "temp_folder.h"

namespace veza::plugins {
namespace {

BOOST_AUTO_TEST_SUITE(new_plugin_)

BOOST_AUTO_TEST_CASE(names_are_replaced_as_their_place_allows) {
  BOOST_TEST(rename_plugin(R"({"id": "guestbook", "name": "Guestbook"})", "my-book") ==
             R"({"id": "my-book", "name": "MyBook"})");
  BOOST_TEST(rename_plugin("veza_add_plugin(guestbook SOURCES guestbook.cpp)", "my-book") ==
             "veza_add_plugin(my-book SOURCES my_book.cpp)");
  BOOST_TEST(rename_plugin("namespace guestbook { class Guestbook; }", "my-book") ==
             "namespace my_book { class MyBook; }");
}

BOOST_AUTO_TEST_CASE(the_template_becomes_a_plugin_of_its_own) {
  test::TempFolder folder;
  const auto made = new_plugin(VEZA_TEMPLATE, folder.path(), "my-book");
  BOOST_REQUIRE_MESSAGE(made, made.error().message);
  BOOST_TEST(*made == folder / "my-book");
  const auto manifest = read_manifest(*made);
  BOOST_REQUIRE_MESSAGE(manifest, manifest.error().message);
  BOOST_TEST(manifest->id == "my-book");
  BOOST_TEST(std::filesystem::exists(*made + "/my_book.cpp"));
  size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*made)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const auto text = base::read_file(entry.path().string());
    BOOST_REQUIRE(text);
    BOOST_TEST(text->find("uestbook") == std::string::npos, entry.path().string());
  }
  BOOST_TEST(files > 8U);
}

BOOST_AUTO_TEST_CASE(nothing_is_overwritten) {
  test::TempFolder folder;
  folder.write("taken/file", "mine");
  BOOST_TEST((new_plugin(VEZA_TEMPLATE, folder.path(), "taken").error().code == base::Code::conflict));
  BOOST_TEST((new_plugin(VEZA_TEMPLATE, folder.path(), "../x").error().code == base::Code::invalid));
  BOOST_TEST(!new_plugin(folder / "none", folder.path(), "fine"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
