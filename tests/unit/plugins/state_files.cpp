#include "plugins/state_files.h"

#include <boost/test/unit_test.hpp>

#include "temp_folder.h"

namespace veza::plugins {
namespace {

BOOST_AUTO_TEST_SUITE(state_files)

BOOST_AUTO_TEST_CASE(a_start_that_did_not_end_is_remembered) {
  test::TempFolder folder;
  {
    const auto state = StateFiles::open(folder / "plugins");
    BOOST_REQUIRE(state);
    BOOST_TEST(!state->was_starting("x"));
    BOOST_REQUIRE(state->mark_starting("x"));
  }
  const auto state = StateFiles::open(folder / "plugins");
  BOOST_TEST(state->was_starting("x"));
  BOOST_REQUIRE(state->enable("x"));
  BOOST_TEST(!state->was_starting("x"));
  BOOST_TEST((state->enable("x").error().code == base::Code::not_found));
  BOOST_REQUIRE(state->clear_starting("x"));
}

BOOST_AUTO_TEST_CASE(what_was_switched_off_stays_off) {
  test::TempFolder folder;
  const auto state = StateFiles::open(folder.path());
  BOOST_TEST(state->disabled()->empty());
  BOOST_REQUIRE(state->disable("a", "an admin switched it off"));
  BOOST_REQUIRE(state->disable("b", "it was too loud"));
  const auto again = StateFiles::open(folder.path());
  BOOST_TEST(again->disabled()->at("b") == "it was too loud");
  BOOST_REQUIRE(again->enable("b"));
  BOOST_TEST(again->disabled()->size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_named) {
  for (const auto* text : {"", "{", "[]", R"({"disabled":[]})", R"({"disabled":{"a":1}})"}) {
    test::TempFolder folder;
    folder.write("state.json", text);
    const auto disabled = StateFiles::open(folder.path())->disabled();
    BOOST_REQUIRE_MESSAGE(!disabled, text);
    BOOST_TEST(disabled.error().message.find("state.json") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
