#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(transactions)

struct Table : ScratchDatabase {
  Table() { script("CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT NOT NULL)"); }
  static base::Status insert(Transaction& tx, int64_t id) {
    return run(tx, "INSERT INTO t (id, note) VALUES ($1, 'x')", {id});
  }
};

BOOST_FIXTURE_TEST_CASE(an_error_undoes_the_body, Table) {
  const auto status = database->write([](Transaction& tx) -> base::Status {
    must(insert(tx, 1));
    return base::fail(base::Code::forbidden, "no");
  });
  BOOST_REQUIRE(!status);
  BOOST_TEST((status.error().code == base::Code::forbidden));
  BOOST_TEST(count("t") == 0);
}

BOOST_FIXTURE_TEST_CASE(an_exception_undoes_the_body_and_comes_out_as_an_error, Table) {
  const auto status = database->write([](Transaction& tx) -> base::Status {
    must(insert(tx, 1));
    throw std::runtime_error("broken");
  });
  BOOST_REQUIRE(!status);
  BOOST_TEST(status.error().message.find("broken") != std::string::npos);
  const auto odd = database->write([](Transaction&) -> base::Status { throw 7; });
  BOOST_TEST(!odd);
  BOOST_TEST(count("t") == 0);
  must(database->write([](Transaction& tx) { return insert(tx, 1); }));
  BOOST_TEST(count("t") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_failed_statement_spoils_the_transaction_even_when_ignored, Table) {
  const auto status = database->write([](Transaction& tx) -> base::Status {
    must(insert(tx, 1));
    (void)insert(tx, 1);
    BOOST_TEST(!tx.row("SELECT 1"));
    return {};
  });
  BOOST_REQUIRE(!status);
  BOOST_TEST((status.error().code == base::Code::conflict));
  BOOST_TEST(count("t") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_savepoint_undoes_only_its_own, Table) {
  must(database->write([](Transaction& tx) -> base::Status {
    must(insert(tx, 1));
    const auto inner = tx.savepoint([&]() -> base::Status {
      must(insert(tx, 2));
      must(tx.savepoint([&] { return insert(tx, 3); }));
      return insert(tx, 1);
    });
    BOOST_TEST(!inner);
    return insert(tx, 4);
  }));
  const auto rows = must(database->rows("SELECT id FROM t ORDER BY id"));
  BOOST_REQUIRE(rows.size() == 2u);
  BOOST_TEST(rows[0][0].integer() == 1);
  BOOST_TEST(rows[1][0].integer() == 4);
}

BOOST_FIXTURE_TEST_CASE(hooks_run_after_the_commit_and_only_then, Table) {
  std::vector<std::string> ran;
  int64_t seen = -1;
  must(database->write([&](Transaction& tx) -> base::Status {
    tx.on_commit([&] { ran.push_back("outer"); });
    (void)tx.savepoint([&]() -> base::Status {
      tx.on_commit([&] { ran.push_back("undone"); });
      return base::fail(base::Code::invalid, "no");
    });
    return insert(tx, 1);
  }));
  seen = count("t");
  BOOST_TEST(ran == std::vector<std::string>{"outer"}, boost::test_tools::per_element());
  BOOST_TEST(seen == 1);
  (void)database->write([&](Transaction& tx) -> base::Status {
    tx.on_commit([&] { ran.push_back("never"); });
    return base::fail(base::Code::invalid, "no");
  });
  BOOST_TEST(ran.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_write_or_query_of_the_database_inside_a_write_is_an_error, Table) {
  must(database->write([&](Transaction& tx) -> base::Status {
    const auto nested = database->write([](Transaction&) -> base::Status { return {}; });
    BOOST_TEST(!nested);
    BOOST_TEST(!database->query("SELECT 1", {}, nullptr));
    return insert(tx, 1);
  }));
  BOOST_TEST(count("t") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_row_callback_may_write, Table) {
  must(database->query("VALUES (1), (2)", {}, [&](const RowView& row) -> base::Status {
    return database->write([id = row[0].integer()](Transaction& tx) { return insert(tx, id); });
  }));
  BOOST_TEST(count("t") == 2);
}

BOOST_FIXTURE_TEST_CASE(nobody_ends_the_group_by_hand, Table) {
  for (const char* sql : {"COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT mine", "RELEASE s0", "ROLLBACK TO s0",
                          "PRAGMA synchronous = OFF", "ATTACH DATABASE ':memory:' AS x", "VACUUM INTO '/tmp/veza-x'"}) {
    const auto status = database->write([&](Transaction& tx) { return run(tx, sql); });
    BOOST_TEST(!status, sql);
    const auto script_status = database->write([&](Transaction& tx) { return tx.script(sql); });
    BOOST_TEST(!script_status, sql);
  }
}

BOOST_FIXTURE_TEST_CASE(affected_rows_are_counted, Table) {
  must(database->write([](Transaction& tx) -> base::Status {
    BOOST_TEST(must(tx.execute("INSERT INTO t (id, note) VALUES (1, 'a'), (2, 'b'), (3, 'c')")) == 3);
    BOOST_TEST(must(tx.execute("UPDATE t SET note = 'd' WHERE id > $1", {1})) == 2);
    BOOST_TEST(must(tx.execute("UPDATE t SET note = 'd' WHERE id > 99")) == 0);
    BOOST_TEST(must(tx.execute("CREATE TABLE other (id INTEGER)")) == 0);
    BOOST_TEST(must(tx.execute("INSERT INTO t (id, note) VALUES (1, 'z') ON CONFLICT DO NOTHING")) == 0);
    BOOST_TEST((*must(tx.row("INSERT INTO t (id, note) VALUES (9, 'r') RETURNING id")))[0].integer() == 9);
    return {};
  }));
  BOOST_TEST(count("t") == 4);
}

BOOST_FIXTURE_TEST_CASE(readers_see_only_what_is_committed, Table) {
  must(database->write([&](Transaction& tx) -> base::Status {
    must(insert(tx, 1));
    int64_t outside = -1;
    std::thread reader([&] { outside = count("t"); });
    reader.join();
    BOOST_TEST(outside == 0);
    BOOST_TEST((*must(tx.row("SELECT count(*) FROM t")))[0].integer() == 1);
    return {};
  }));
  BOOST_TEST(count("t") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
