#include "data/migrations.h"

#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(migrations)

Component library(int versions) {
  Component component{"library", {}};
  for (int i = 1; i <= versions; ++i) {
    const std::string n = std::to_string(i);
    component.migrations.push_back({i, "create_t" + n, "CREATE TABLE t" + n + " (id INTEGER)"});
  }
  return component;
}

bool refused(Database& database, const Component& component, std::string_view says) {
  const auto done = migrate(database, {component});
  const auto open = pending(database, {component});
  if (done || open) return false;
  if (done.error().message.find(says) == std::string::npos) BOOST_TEST_MESSAGE(done.error().message);
  return done.error().message == open.error().message && done.error().message.find(says) != std::string::npos;
}

BOOST_FIXTURE_TEST_CASE(what_is_new_is_applied_once, ScratchDatabase) {
  BOOST_TEST(must(pending(*database, {library(2)})).size() == 2u);
  const auto done = must(migrate(*database, {library(2)}, [] { return 1234; }));
  BOOST_REQUIRE(done.size() == 2u);
  BOOST_TEST(done[1].name == "create_t2");
  BOOST_TEST(must(migrate(*database, {library(2)})).empty());
  BOOST_TEST(must(pending(*database, {library(3)})).size() == 1u);
  BOOST_TEST(must(migrate(*database, {library(3)})).size() == 1u);
  BOOST_TEST(count("t3") == 0);
  const auto row = *must(database->row("SELECT name, checksum, applied_at FROM veza_migrations WHERE version = 1"));
  BOOST_TEST(row[0].text() == "create_t1");
  BOOST_TEST(row[1].text().size() == 64u);
  BOOST_TEST(row[2].integer() == 1234);
}

BOOST_FIXTURE_TEST_CASE(pending_changes_nothing, ScratchDatabase) {
  must(pending(*database, {library(1)}));
  BOOST_TEST(must(database->rows(either("SELECT name FROM sqlite_schema",
                                        "SELECT relname FROM pg_class WHERE relnamespace = "
                                        "current_schema()::regnamespace")))
                 .empty());
}

BOOST_FIXTURE_TEST_CASE(components_do_not_mix, ScratchDatabase) {
  Component chat{"chat", {{1, "create_rooms", "CREATE TABLE rooms (id INTEGER)"}}};
  BOOST_TEST(must(migrate(*database, {library(1), chat})).size() == 2u);
  BOOST_TEST(must(migrate(*database, {chat, library(1)})).empty());
}

BOOST_FIXTURE_TEST_CASE(a_changed_migration_is_refused, ScratchDatabase) {
  must(migrate(*database, {library(2)}));
  Component changed = library(2);
  changed.migrations[0].sql += " ";
  BOOST_TEST(refused(*database, changed, "migration 0001_create_t1 of library was changed after it was applied"));
}

BOOST_FIXTURE_TEST_CASE(a_newer_database_is_refused, ScratchDatabase) {
  must(migrate(*database, {library(3)}));
  BOOST_TEST(refused(*database, library(2), "the database is newer than this version of library"));
  BOOST_TEST(refused(*database, library(0), "0003_create_t3"));
}

BOOST_FIXTURE_TEST_CASE(gaps_are_refused, ScratchDatabase) {
  Component gap = library(3);
  gap.migrations.erase(gap.migrations.begin() + 1);
  BOOST_TEST(refused(*database, gap, "have no version 2"));
  must(migrate(*database, {library(3)}));
  script("DELETE FROM veza_migrations WHERE version = 2");
  BOOST_TEST(refused(*database, library(3), "one before it is not"));
}

BOOST_FIXTURE_TEST_CASE(a_refusal_of_one_component_leaves_all_untouched, ScratchDatabase) {
  must(migrate(*database, {library(1)}));
  Component changed = library(1);
  changed.migrations[0].sql += " ";
  Component chat{"chat", {{1, "create_rooms", "CREATE TABLE rooms (id INTEGER)"}}};
  BOOST_TEST(!migrate(*database, {chat, changed}));
  BOOST_TEST(!database->query("SELECT 1 FROM rooms", {}, nullptr));
}

BOOST_FIXTURE_TEST_CASE(a_migration_that_fails_leaves_nothing_and_is_named, ScratchDatabase) {
  Component broken = library(1);
  broken.migrations.push_back({2, "break", "CREATE TABLE half (id INTEGER); CREATE TABLE t1 (id INTEGER)"});
  const auto done = migrate(*database, {broken});
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().message.find("0002_break of library") != std::string::npos, done.error().message);
  BOOST_TEST(!database->query("SELECT 1 FROM half", {}, nullptr));
  BOOST_TEST(count("veza_migrations") == 1);
}

BOOST_FIXTURE_TEST_CASE(scripts_are_split_where_sql_ends_not_where_a_semicolon_is, ScratchDatabase,
                        *boost::unit_test::label("sqlite")) {
  Component tricky{"tricky", {{1, "tricky", R"sql(
-- a comment; with a semicolon
CREATE TABLE t (id INTEGER, note TEXT DEFAULT 'a;b'); /* another; one */
CREATE TABLE log (id INTEGER);
CREATE TRIGGER t_logged AFTER INSERT ON t BEGIN
  INSERT INTO log VALUES (new.id);
  UPDATE t SET note = note || ';' WHERE id = new.id;
END;
INSERT INTO t (id) VALUES (1);
-- the end
)sql"}}};
  must(migrate(*database, {tricky}));
  BOOST_TEST(count("log") == 1);
  BOOST_TEST((*must(database->row("SELECT note FROM t")))[0].text() == "a;b;");
}

BOOST_FIXTURE_TEST_CASE(full_text_tables_work, ScratchDatabase, *boost::unit_test::label("sqlite")) {
  Component search{"search", {{1, "fts", "CREATE VIRTUAL TABLE search USING fts5(title, content='')"}}};
  must(migrate(*database, {search}));
  must(database->write(
      [](Transaction& tx) { return run(tx, "INSERT INTO search (rowid, title) VALUES (1, 'blue moon')"); }));
  BOOST_TEST(must(database->rows("SELECT rowid FROM search WHERE search MATCH $1", {"moon"})).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
