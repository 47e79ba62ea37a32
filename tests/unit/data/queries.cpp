#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(queries)

BOOST_FIXTURE_TEST_CASE(parameters_go_by_number_not_by_place, ScratchDatabase) {
  const auto row = *must(database->row("SELECT $2, $1, $2", {"first", "second"}));
  BOOST_TEST(row[0].text() == "second");
  BOOST_TEST(row[1].text() == "first");
  BOOST_TEST(row[2].text() == "second");
}

BOOST_FIXTURE_TEST_CASE(bad_statements_are_refused_with_a_reason, ScratchDatabase) {
  script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  struct Case {
    const char* sql;
    base::Code code;
    const char* says;
  };
  const Case cases[] = {
      {"SELEC 1", base::Code::internal, "SELEC 1"},
      {"", base::Code::internal, "no SQL statement"},
      {"-- nothing", base::Code::internal, "no SQL statement"},
      {"SELECT 1; SELECT 2", base::Code::internal, "more than one"},
      {"SELECT 1; -- fine\n DELETE FROM t", base::Code::internal, "more than one"},
      {"SELECT $1", base::Code::internal, "parameters"},
      {"SELECT ?", base::Code::internal, either("parameter", "SELECT ?")},
      {"SELECT :name", base::Code::internal, ":name"},
      {"SELECT * FROM missing", base::Code::internal, "missing"},
      {"SELECT \"not a column\"", base::Code::internal, "not a column"},
      {"INSERT INTO t (id) VALUES (1)", base::Code::invalid, "may only read"},
      {"BEGIN", base::Code::internal, "not authorized"},
      {"PRAGMA journal_mode = DELETE", base::Code::internal, "not authorized"},
      {"ATTACH DATABASE '/tmp/x.db' AS x", base::Code::internal, "not authorized"},
  };
  for (const Case& c : cases) {
    const auto status = database->query(c.sql, {}, nullptr);
    BOOST_TEST_CONTEXT(c.sql) {
      BOOST_REQUIRE(!status);
      BOOST_TEST((status.error().code == c.code));
      BOOST_TEST(status.error().message.find(c.says) != std::string::npos, status.error().message);
    }
  }
  BOOST_TEST(count("t") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_semicolon_or_comment_after_the_statement_is_fine, ScratchDatabase) {
  BOOST_TEST((*must(database->row("SELECT 1; ;  -- done\n/* really */")))[0].integer() == 1);
}

BOOST_FIXTURE_TEST_CASE(an_error_of_the_callback_ends_the_query, ScratchDatabase) {
  int seen = 0;
  const auto status = database->query("VALUES (1), (2), (3)", {}, [&](const RowView&) -> base::Status {
    ++seen;
    return base::fail(base::Code::limited, "enough");
  });
  BOOST_TEST(seen == 1);
  BOOST_REQUIRE(!status);
  BOOST_TEST((status.error().code == base::Code::limited));
}

BOOST_FIXTURE_TEST_CASE(a_callback_may_query_again_with_the_same_text, ScratchDatabase) {
  int inner = 0;
  const std::string sql = "VALUES (1), (2), (3)";
  must(database->query(sql, {}, [&](const RowView&) -> base::Status {
    return database->query(sql, {}, [&](const RowView&) -> base::Status {
      ++inner;
      return {};
    });
  }));
  BOOST_TEST(inner == 9);
}

BOOST_FIXTURE_TEST_CASE(an_exception_out_of_a_callback_leaves_the_session_usable, ScratchDatabase) {
  for (int i = 0; i < 20; ++i) {
    BOOST_CHECK_THROW((void)database->query("VALUES (1), (2)", {},
                                            [](const RowView&) -> base::Status { throw std::runtime_error("x"); }),
                      std::runtime_error);
  }
  BOOST_TEST(must(database->rows("VALUES (1), (2)")).size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(more_statements_than_the_cache_holds_all_work, ScratchDatabase) {
  reopen({.cached_statements = 2});
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 10; ++i) {
      BOOST_TEST((*must(database->row("SELECT $1 + " + std::to_string(i), {round})))[0].integer() == round + i);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_cached_statement_follows_a_changed_schema, ScratchDatabase) {
  script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)");
  BOOST_TEST(must(database->row("SELECT * FROM t"))->size() == 1u);
  script("ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 2");
  const auto row = must(database->row("SELECT * FROM t"));
  BOOST_REQUIRE(row->size() == 2u);
  BOOST_TEST((*row)[1].integer() == 2);
}

BOOST_FIXTURE_TEST_CASE(it_says_what_it_is, ScratchDatabase) {
  must(database->ping());
  BOOST_TEST((database->dialect() == (on_postgres() ? Dialect::postgresql : Dialect::sqlite)));
  const std::string said = database->describe();
  const bool names_place = said.find(on_postgres() ? " at 127.0.0.1:" : file("test.db")) != std::string::npos;
  BOOST_TEST(names_place, said);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
