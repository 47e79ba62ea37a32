#include <limits>

#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(postgres_values, *boost::unit_test::label("postgres") * boost::unit_test::disabled())

BOOST_FIXTURE_TEST_CASE(every_column_type_has_a_value, ScratchDatabase) {
  struct Case {
    const char* expression;
    Value value;
  };
  const Case cases[] = {
      {"7::smallint", int64_t{7}},
      {"-7::int", int64_t{-7}},
      {"'-9223372036854775808'::bigint", std::numeric_limits<int64_t>::min()},
      {"true", int64_t{1}},
      {"false", int64_t{0}},
      {"0.1::double precision", 0.1},
      {"0.5::real", 0.5},
      {"'-infinity'::double precision", -std::numeric_limits<double>::infinity()},
      {"0.25::numeric", 0.25},
      {"5::numeric", int64_t{5}},
      {"1e30::numeric", 1e30},
      {"sum(n)", int64_t{6}},
      {"avg(n)", 2.0},
      {"'tön'::text", std::string("tön")},
      {"'v'::varchar(3)", std::string("v")},
      {"'n'::name", std::string("n")},
      {"''", std::string()},
      {"'\\x00ff'::bytea", Blob{std::string("\0\xff", 2)}},
      {"''::bytea", Blob{}},
      {"'{\"a\":1}'::json", std::string("{\"a\":1}")},
      {"'{\"a\":1}'::jsonb", std::string("{\"a\": 1}")},
      {"'2020-01-02 03:04:05+00'::timestamptz", std::string("2020-01-02 03:04:05+00")},
      {"NULL::bigint", Value()},
      {"NULL", Value()},
  };
  for (const Case& c : cases) {
    BOOST_TEST_CONTEXT(c.expression) {
      const std::string from = " FROM (VALUES (1::bigint), (2), (3)) AS t (n)";
      const bool aggregate = std::string_view(c.expression).ends_with("(n)");
      const auto alone = must(database->rows("SELECT " + std::string(c.expression) + (aggregate ? from : "")));
      BOOST_TEST((alone.front()[0].value() == c.value));
      // The numeric beside it makes the whole result text.
      const auto text =
          must(database->rows("SELECT " + std::string(c.expression) + ", 1::numeric" + (aggregate ? from : "")));
      BOOST_TEST((text.front()[0].value() == c.value));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_text_with_a_nul_is_refused, ScratchDatabase) {
  const std::string text("a\0b", 3);
  const auto row = database->row("SELECT $1, $2", {"fine", text});
  BOOST_REQUIRE(!row);
  BOOST_TEST((row.error().code == base::Code::invalid));
  BOOST_TEST(row.error().message.find("$2") != std::string::npos, row.error().message);
  const auto bad = database->row("SELECT $1", {"\xff"});
  BOOST_REQUIRE(!bad);
  BOOST_TEST((bad.error().code == base::Code::invalid));
}

BOOST_FIXTURE_TEST_CASE(parameters_fit_the_places_sqlite_takes_them_in, ScratchDatabase) {
  script(
      "CREATE TABLE t (id BIGINT, small SMALLINT, num INTEGER, flag BOOLEAN, real8 DOUBLE PRECISION, real4 REAL, "
      "note TEXT, short VARCHAR(9), data BYTEA, price NUMERIC(9,2))");
  const std::string insert = "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
  must(database->write([&](Transaction& tx) -> base::Status {
    must(run(tx, insert, {1, 2, 3, true, 0.5, 0.25, "note", "short", BlobView{"b"}, 1.5}));
    must(run(tx, insert, {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr}));
    // Integers where there were reals, and a text where there was a number.
    return run(tx, insert, {2, 2, 3, 0, 4, 5, "note", "short", BlobView{"b"}, 6});
  }));
  BOOST_TEST(count("t") == 3);
  const auto found = [&](const char* where, Params params) {
    return must(database->rows("SELECT id FROM t WHERE " + std::string(where), params)).size();
  };
  const int64_t now = 1'800'000'000'000;
  BOOST_TEST(found("id = $1", {1}) == 1u);
  BOOST_TEST(found("num = $1 AND small = $2", {3, 2}) == 2u);
  BOOST_TEST(found("flag = $1", {true}) == 1u);
  BOOST_TEST(found("real8 > $1", {0}) == 2u);
  BOOST_TEST(found("id < $1 - 5", {now}) == 2u);
  BOOST_TEST(found("coalesce($1, 0) < $2", {now, now + 1}) == 3u);
  BOOST_TEST(found("$1 IS NULL OR id = $1", {1}) == 1u);
  BOOST_TEST(found("$1 IS NULL OR id = $1", {nullptr}) == 3u);
  BOOST_TEST(found("$1 IS NULL OR note = $1", {nullptr}) == 3u);
  BOOST_TEST(found("$1 IS NULL OR note = $1", {"note"}) == 2u);
  BOOST_TEST(found("$1 IS NULL OR data = $1", {nullptr}) == 3u);
  BOOST_TEST(found("$1 IS NULL OR data = $1", {BlobView{"b"}}) == 2u);
  BOOST_TEST(found("substr(note, 1, $1) = $2", {2, "no"}) == 2u);
  BOOST_TEST(found("note LIKE $1 ESCAPE '\\'", {"%ot%"}) == 2u);
  BOOST_TEST(found("short IN ($1, $2)", {"a", "short"}) == 2u);
  BOOST_TEST(must(database->rows("SELECT id FROM t ORDER BY id LIMIT $1 OFFSET $2", {1, 1})).size() == 1u);
}

// A text may come first with one kind of value and then with another.
BOOST_FIXTURE_TEST_CASE(a_statement_takes_another_kind_of_value_later, ScratchDatabase) {
  for (int round = 0; round < 2; ++round) {
    BOOST_TEST((*must(database->row("SELECT $1", {nullptr})))[0].is_null());
    BOOST_TEST((*must(database->row("SELECT $1", {5})))[0].integer() == 5);
    BOOST_TEST((*must(database->row("SELECT $1", {0.5})))[0].real() == 0.5);
    BOOST_TEST((*must(database->row("SELECT $1", {"five"})))[0].text() == "five");
    BOOST_TEST((*must(database->row("SELECT $1", {BlobView{"\xff"}})))[0].string() == "\xff");
  }
}

BOOST_FIXTURE_TEST_CASE(a_guess_that_was_wrong_does_not_spoil_the_transaction, ScratchDatabase) {
  script("CREATE TABLE t (id BIGINT, note TEXT)");
  must(database->write([](Transaction& tx) -> base::Status {
    must(run(tx, "INSERT INTO t VALUES (1, 'x')"));
    BOOST_TEST(must(tx.rows("SELECT id FROM t WHERE $1 IS NULL OR id = $1", {nullptr})).size() == 1u);
    BOOST_TEST(must(tx.rows("SELECT id FROM t WHERE substr(note, $1) = 'x'", {1})).size() == 1u);
    return {};
  }));
  BOOST_TEST(count("t") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
