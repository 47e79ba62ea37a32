#include <fstream>

#include "data/migrations.h"
#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(migration_files)

struct Case {
  const char* what;
  std::vector<std::pair<std::string, std::string>> files;
  const char* says;  // nullptr: it loads
  size_t count = 0;
};

BOOST_AUTO_TEST_CASE(a_folder_is_a_list_or_a_reason) {
  const std::string sql = "SELECT 1;";
  const std::vector<Case> cases = {
      {"nothing", {}, nullptr, 0},
      {"two", {{"0002_b.sql", sql}, {"0001_a.sql", sql}}, nullptr, 2},
      {"one for each engine", {{"0001_a.sqlite.sql", sql}, {"0001_a.postgres.sql", sql}}, nullptr, 1},
      {"a gap", {{"0001_a.sql", sql}, {"0003_c.sql", sql}}, "version 2 is missing"},
      {"not from one", {{"0002_a.sql", sql}}, "version 1 is missing"},
      {"zero", {{"0000_a.sql", sql}}, "version 1 is missing"},
      {"twice", {{"0001_a.sql", sql}, {"0001_b.sql", sql}}, "there twice"},
      {"common and own", {{"0001_a.sql", sql}, {"0001_a.sqlite.sql", sql}}, "there twice"},
      {"common and other", {{"0001_a.sql", sql}, {"0001_a.postgres.sql", sql}}, "there twice"},
      {"only the other engine", {{"0001_a.postgres.sql", sql}}, "no counterpart for sqlite"},
      {"bad name", {{"1_a.sql", sql}}, "not named like a migration"},
      {"no name", {{"0001_.sql", sql}}, "not named like a migration"},
      {"upper case", {{"0001_A.sql", sql}}, "not named like a migration"},
      {"another file", {{"README.md", "x"}}, "not named like a migration"},
      {"an editor's copy", {{"0001_a.sql~", sql}}, "not named like a migration"},
      {"unknown engine", {{"0001_a.mysql.sql", sql}}, "not named like a migration"},
      {"empty", {{"0001_a.sql", " \n"}}, "is empty"},
  };
  for (const Case& c : cases) {
    BOOST_TEST_CONTEXT(c.what) {
      Scratch scratch;
      for (const auto& [name, text] : c.files) std::ofstream(scratch.file(name)) << text;
      const auto loaded = load_migrations("library", scratch.folder, Dialect::sqlite);
      BOOST_TEST(loaded.has_value() == (c.says == nullptr));
      if (loaded) {
        BOOST_TEST(loaded->name == "library");
        BOOST_TEST(loaded->migrations.size() == c.count);
      } else if (c.says) {
        BOOST_TEST(loaded.error().message.find(c.says) != std::string::npos, loaded.error().message);
        BOOST_TEST(loaded.error().message.find(scratch.folder) != std::string::npos, loaded.error().message);
      }
    }
  }
}

BOOST_FIXTURE_TEST_CASE(each_engine_gets_its_own_text, Scratch) {
  std::ofstream(file("0001_a.sqlite.sql")) << "lite";
  std::ofstream(file("0001_a.postgres.sql")) << "post";
  BOOST_TEST(must(load_migrations("x", folder, Dialect::sqlite)).migrations[0].sql == "lite");
  BOOST_TEST(must(load_migrations("x", folder, Dialect::postgresql)).migrations[0].sql == "post");
}

BOOST_AUTO_TEST_CASE(no_folder_is_no_migrations) {
  BOOST_TEST(must(load_migrations("x", "/nonexistent/migrations", Dialect::sqlite)).migrations.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
