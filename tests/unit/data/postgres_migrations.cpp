#include "data/migrations.h"
#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(postgres_migrations, *boost::unit_test::label("postgres") * boost::unit_test::disabled())

BOOST_FIXTURE_TEST_CASE(scripts_are_split_where_sql_ends_not_where_a_semicolon_is, ScratchDatabase) {
  Component tricky{"tricky", {{1, "tricky", R"sql(
-- a comment; with a semicolon
CREATE TABLE t (id BIGINT, note TEXT DEFAULT 'a;b'); /* another; one */
CREATE TABLE log (id BIGINT);
CREATE FUNCTION logged() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO log VALUES (new.id);
  new.note := new.note || ';';
  RETURN new;
END;
$body$;
CREATE TRIGGER t_logged BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION logged();
INSERT INTO t (id) VALUES (1);
-- the end
)sql"}}};
  must(migrate(*database, {tricky}));
  BOOST_TEST(count("log") == 1);
  BOOST_TEST((*must(database->row("SELECT note FROM t")))[0].text() == "a;b;");
}

BOOST_FIXTURE_TEST_CASE(full_text_search_works, ScratchDatabase) {
  Component search{"search",
                   {{1, "search",
                     "CREATE TABLE search (id BIGINT, title TEXT, words tsvector GENERATED ALWAYS AS "
                     "(to_tsvector('simple', title)) STORED); CREATE INDEX search_words ON search USING gin (words)"}}};
  must(migrate(*database, {search}));
  must(database->write([](Transaction& tx) {
    return run(tx, "INSERT INTO search VALUES ($1, $2)", {1, "blue moon"});
  }));
  BOOST_TEST(must(database->rows("SELECT id FROM search WHERE words @@ websearch_to_tsquery('simple', $1)", {"moon"}))
                 .size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
