#include <fstream>

#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(errors)

BOOST_FIXTURE_TEST_CASE(constraints_have_their_codes_and_names, ScratchDatabase) {
  script(
      "CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, age INTEGER CHECK (age >= 0));"
      "CREATE TABLE posts (id TEXT PRIMARY KEY, author TEXT NOT NULL REFERENCES users (id));"
      "CREATE TABLE late (author TEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);"
      "INSERT INTO users VALUES ('u', 'u@x', 1)");
  struct Case {
    const char* sql;
    base::Code code;
    const char* says;
  };
  const Case cases[] = {
      {"INSERT INTO users VALUES ('u', 'v@x', 1)", base::Code::conflict, either("users.id", "users_pkey")},
      {"INSERT INTO users VALUES ('v', 'u@x', 1)", base::Code::conflict, either("users.email", "users_email_key")},
      {"INSERT INTO posts VALUES ('p', 'nobody')", base::Code::conflict, either("FOREIGN KEY", "posts_author_fkey")},
      {"INSERT INTO late VALUES ('nobody')", base::Code::conflict, either("FOREIGN KEY", "late_author_fkey")},
      {"DELETE FROM users WHERE id = 'u' AND EXISTS (SELECT 1 FROM posts)", base::Code::internal, nullptr},
      {"INSERT INTO users VALUES ('v', NULL, 1)", base::Code::invalid, either("users.email", "email")},
      {"INSERT INTO users VALUES ('v', 'v@x', -1)", base::Code::invalid, either("CHECK", "users_age_check")},
      {"INSERT INTO users (id, shoe_size) VALUES ('v', 44)", base::Code::internal, "INSERT INTO users"},
  };
  for (const Case& c : cases) {
    const auto status = database->write([&](Transaction& tx) { return run(tx, c.sql); });
    BOOST_TEST_CONTEXT(c.sql) {
      if (!c.says) {
        BOOST_TEST(status.has_value());
        continue;
      }
      BOOST_REQUIRE(!status);
      BOOST_TEST((status.error().code == c.code));
      BOOST_TEST(status.error().message.find(c.says) != std::string::npos, status.error().message);
    }
  }
  BOOST_TEST(count("users") == 1);
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_opened_is_named, *boost::unit_test::label("sqlite")) {
  const auto database = open_sqlite({.path = "/nonexistent/folder/veza.db"});
  BOOST_REQUIRE(!database);
  BOOST_TEST((database.error().code == base::Code::unavailable));
  BOOST_TEST(database.error().message.find("/nonexistent/folder/veza.db") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_no_database_is_refused, Scratch, *boost::unit_test::label("sqlite")) {
  std::ofstream(file("text.db")) << std::string(5000, 'x');
  const auto database = open_sqlite({.path = file("text.db")});
  BOOST_REQUIRE(!database);
  BOOST_TEST((database.error().code == base::Code::invalid));
  BOOST_TEST(database.error().message.find("text.db") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_file_is_for_its_owner_only, ScratchDatabase, *boost::unit_test::label("sqlite")) {
  namespace fs = std::filesystem;
  for (const char* name : {"test.db", "test.db-wal", "test.db-shm"}) {
    BOOST_TEST((fs::status(file(name)).permissions() == (fs::perms::owner_read | fs::perms::owner_write)), name);
  }
}

BOOST_AUTO_TEST_CASE(a_write_while_another_process_holds_the_file_is_unavailable, *boost::unit_test::label("sqlite")) {
  Scratch scratch;
  const auto ours = must(open_sqlite({.path = scratch.file("x.db"), .busy_timeout_ms = 50}));
  const auto theirs = must(open_sqlite({.path = scratch.file("x.db"), .busy_timeout_ms = 50}));
  must(ours->write([&](Transaction& tx) -> base::Status {
    std::thread other([&] {
      const auto status = theirs->write([](Transaction& t) { return t.script("CREATE TABLE t (a INTEGER)"); });
      BOOST_REQUIRE(!status);
      BOOST_TEST((status.error().code == base::Code::unavailable));
    });
    other.join();
    return tx.script("CREATE TABLE t (a INTEGER)");
  }));
  must(theirs->write([](Transaction& tx) { return run(tx, "INSERT INTO t VALUES (1)"); }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
