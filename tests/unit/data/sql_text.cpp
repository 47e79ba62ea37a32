#include "data/sql_text.h"

#include <boost/test/unit_test.hpp>

namespace veza::data {

BOOST_AUTO_TEST_SUITE(sql_text)

BOOST_AUTO_TEST_CASE(a_script_is_split_where_its_statements_end) {
  struct Case {
    std::string_view script;
    std::vector<std::string_view> statements;
  };
  const Case cases[] = {
      {"", {}},
      {" ; ;; \n", {}},
      {"-- nothing; really", {}},
      {"/* a; /* nested; */ b; */", {}},
      {"SELECT 1", {"SELECT 1"}},
      {"SELECT 1;", {"SELECT 1"}},
      {"A;B", {"A", "B"}},
      {"A; -- the end; or not\n", {"A"}},
      {"SELECT ';'; B", {"SELECT ';'", " B"}},
      {"SELECT 'it''s; fine'; B", {"SELECT 'it''s; fine'", " B"}},
      {R"(SELECT 'a\'; B)", {R"(SELECT 'a\')", " B"}},
      {R"(SELECT E'a\'; b'; B)", {R"(SELECT E'a\'; b')", " B"}},
      {R"(SELECT value'a\'; B)", {R"(SELECT value'a\')", " B"}},
      {"SELECT \"a;b\"; B", {"SELECT \"a;b\"", " B"}},
      {"DO $$ x; y; $$; B", {"DO $$ x; y; $$", " B"}},
      {"DO $a$ $$;$b$; $a$; B", {"DO $a$ $$;$b$; $a$", " B"}},
      {"SELECT $1; SELECT $2", {"SELECT $1", " SELECT $2"}},
      {"SELECT a$b; c$b", {"SELECT a$b", " c$b"}},
      {"SELECT 1 -- a; b\n; B", {"SELECT 1 -- a; b\n", " B"}},
      {"/* ; */ A; B /* ; */", {"/* ; */ A", " B /* ; */"}},
      // Never closed: to the end.
      {"SELECT 'a; B", {"SELECT 'a; B"}},
      {"SELECT \"a; B", {"SELECT \"a; B"}},
      {"SELECT $$ a; B", {"SELECT $$ a; B"}},
      {"SELECT E'a\\", {"SELECT E'a\\"}},
      {"SELECT /* a; B", {"SELECT /* a; B"}},
      {"SELECT $", {"SELECT $"}},
      {"SELECT $a", {"SELECT $a"}},
      {"-", {"-"}},
      {"*/ A; B", {"*/ A", " B"}},
  };
  for (const Case& c : cases) {
    BOOST_TEST_CONTEXT(c.script) {
      BOOST_TEST(split_statements(c.script) == c.statements, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(only_what_reads_changes_or_describes_data_may_be_sent) {
  for (const char* fine : {"SELECT 1", "select 1", "  -- why\n /* ; */ SELECT 1", "(SELECT 1)", "( ( SELECT 1))",
                           "WITH x AS (SELECT 1) SELECT * FROM x", "INSERT INTO t VALUES (1)", "create table t (a int)",
                           "VALUES (1)", "EXPLAIN SELECT 1", "DO $$ BEGIN END $$", "12 nonsense", ""}) {
    BOOST_TEST(check_statement(fine).has_value(), fine);
  }
  for (const char* bad : {"BEGIN",
                          "begin",
                          "/* x */ COMMIT",
                          "-- x\nROLLBACK",
                          "END",
                          "ABORT",
                          "START TRANSACTION",
                          "SAVEPOINT a",
                          "RELEASE a",
                          "ROLLBACK TO a",
                          "PREPARE TRANSACTION 'a'",
                          "COMMIT PREPARED 'a'",
                          "SET x = 1",
                          "RESET ALL",
                          "DISCARD ALL",
                          "DEALLOCATE ALL",
                          "EXECUTE v1",
                          "COPY t FROM STDIN",
                          "LISTEN a",
                          "NOTIFY a",
                          "LOCK TABLE t",
                          "VACUUM",
                          "CHECKPOINT",
                          "LOAD 'x'",
                          "DECLARE c CURSOR FOR SELECT 1",
                          "CALL p()",
                          "(COMMIT)",
                          "SELECTED"}) {
    const auto status = check_statement(bad);
    BOOST_TEST(!status, bad);
    if (!status) BOOST_TEST(status.error().message.find("not authorized") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
