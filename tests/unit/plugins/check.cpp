#include "plugins/check.h"

#include <boost/test/unit_test.hpp>

#include "temp_folder.h"

namespace veza::plugins {
namespace {

const std::string fixtures = VEZA_FIXTURES;

std::string problems(const CheckReport& report) {
  std::string text;
  for (const auto& problem : report.problems) text += problem + "\n";
  return text;
}

BOOST_AUTO_TEST_SUITE(check)

BOOST_AUTO_TEST_CASE(a_good_plugin_passes_by_folder_or_by_file) {
  for (const auto* path : {"/good", "/good/", "/good/plugin.json", "/good/good.so"}) {
    const auto report = check_plugin(fixtures + path);
    BOOST_TEST(report.good(), problems(report));
    BOOST_TEST(report.manifest->id == "good");
    BOOST_TEST(report.passed.size() > 3U);
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said) {
  const std::pair<const char*, const char*> cases[] = {{"/wrong-manifest", "version"},
                                                       {"/too-old", "too old"},
                                                       {"/too-new", "too new"},
                                                       {"/no-entry", "veza_plugin_entry_v1"},
                                                       {"/nothing", "there is no folder"}};
  for (const auto& [folder, problem] : cases) {
    const auto report = check_plugin(fixtures + folder);
    BOOST_TEST(!report.good());
    BOOST_TEST(problems(report).find(problem) != std::string::npos, problems(report));
  }
}

BOOST_AUTO_TEST_CASE(its_files_are_read) {
  test::TempFolder folder;
  std::filesystem::copy(fixtures + "/good", folder / "good", std::filesystem::copy_options::recursive);
  folder.write("good/openapi.json", "{\"paths\": {\"no-slash\": {}}}");
  folder.write("good/migrations/3_gap.sql", "SELECT 1;");
  const auto report = check_plugin(folder / "good");
  BOOST_TEST(problems(report).find("openapi.json") != std::string::npos, problems(report));
  BOOST_TEST(problems(report).find("3_gap.sql") != std::string::npos, problems(report));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
