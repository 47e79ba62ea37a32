// A plugin that keeps people must say so, and be able to let them go.
#include "plugins/user_data.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "plugins/check.h"
#include "site.h"

namespace veza::plugins {
namespace {

std::string found(std::string_view sql) {
  std::string text;
  for (const auto& [table, column] : user_columns(sql)) text += table + "." + column + " ";
  return text;
}

struct Case {
  const char* sql;
  const char* found;
};

BOOST_AUTO_TEST_SUITE(user_data)

BOOST_AUTO_TEST_CASE(columns_that_hold_people_are_found) {
  const Case table[] = {
      {"CREATE TABLE t (id TEXT PRIMARY KEY, user_id TEXT)", "t.user_id "},
      {"create table if not exists T (\n  Owner_Id TEXT NOT NULL,\n  b BIGINT)", "t.owner_id "},
      {"CREATE TABLE \"t\" (\"author_id\" TEXT)", "t.author_id "},
      {"CREATE TABLE t (id TEXT, invited_by_user_id TEXT, PRIMARY KEY (id, user_id))", "t.invited_by_user_id "},
      {"CREATE TABLE t (a TEXT CHECK (a IN ('x', 'y')), email TEXT)", "t.email "},
      {"CREATE TABLE t (a DECIMAL(10, 2), username TEXT)", "t.username "},
      {"-- user_id TEXT\nCREATE TABLE t (a TEXT /* owner_id */, b TEXT DEFAULT 'user_id')", ""},
      {"CREATE TABLE t (a TEXT); CREATE TABLE u (ip TEXT)", "u.ip "},
      {"ALTER TABLE t ADD COLUMN actor_id TEXT", "t.actor_id "},
      {"ALTER TABLE t ADD sender_id TEXT", "t.sender_id "},
      {"ALTER TABLE t RENAME COLUMN a TO user_id", ""},
      {"CREATE INDEX i ON t (user_id)", ""},
      {"CREATE TABLE t (user_ids_count BIGINT, users TEXT)", ""},
      {"CREATE TABLE", ""},
      {"CREATE TABLE t (", ""},
      {"'", ""},
      {"/*", ""},
      {"", ""},
  };
  for (const auto& row : table) BOOST_TEST(found(row.sql) == row.found, row.sql << " gave " << found(row.sql));
}

BOOST_AUTO_TEST_CASE(every_bundled_plugin_names_its_tables_and_can_erase) {
  size_t checked = 0;
  for (const auto& folder : std::filesystem::directory_iterator(VEZA_PLUGIN_SOURCES)) {
    if (!std::filesystem::exists(folder.path() / "plugin.json")) continue;
    const auto manifest = read_manifest(folder.path().string());
    BOOST_REQUIRE_MESSAGE(manifest, (manifest ? "" : manifest.error().message));
    for (const auto& problem : user_data_problems(*manifest, folder.path().string())) {
      BOOST_ERROR(manifest->id + ": " + problem);
    }
    ++checked;
  }
  BOOST_TEST(checked >= 3U);
}

BOOST_AUTO_TEST_CASE(one_that_forgets_people_is_found_and_not_started) {
  const std::string folder = VEZA_FIXTURES "/forgets-people";
  const auto report = check_plugin(folder);
  std::string problems;
  for (const auto& problem : report.problems) problems += problem + "\n";
  BOOST_TEST(problems.find("forgets_people_likes holds people (liked_by_user_id") != std::string::npos, problems);
  BOOST_TEST(problems.find("forgets_people_visits") == std::string::npos, problems);

  test::Site site({"forgets-people"});
  site.load();
  const auto info = site.info("forgets-people");
  BOOST_TEST((info.state == PluginState::failed));
  BOOST_TEST(info.reason.find("registered nothing that exports and erases") != std::string::npos, info.reason);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
