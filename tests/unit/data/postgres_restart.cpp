#include <cstdlib>

#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(postgres_restart, *boost::unit_test::label("postgres") * boost::unit_test::disabled())

struct Server : ScratchDatabase {
  Server() { script("CREATE TABLE t (id BIGINT)"); }
  static void control(const std::string& command) {
    const char* ctl = std::getenv("VEZA_TEST_POSTGRES_CTL");
    BOOST_REQUIRE(ctl);
    BOOST_REQUIRE(std::system((std::string(ctl) + " " + command + " >/dev/null").c_str()) == 0);
  }
  // Ends the session the transaction runs in, from another.
  void kill(Transaction& tx) {
    const int64_t pid = (*must(tx.row("SELECT pg_backend_pid()")))[0].integer();
    std::thread other([&] {
      const auto killer = open_postgres({.url = test_server()});
      if (killer) (void)(*killer)->row("SELECT pg_terminate_backend($1, 60000)", {pid});
    });
    other.join();
  }
};

BOOST_FIXTURE_TEST_CASE(reads_and_writes_go_on_after_a_restart, Server) {
  std::vector<std::thread> threads;
  std::atomic<int> failed{0};
  // Several sessions, all of them to be lost.
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      if (!database->row("SELECT 1 FROM pg_sleep(0.05)")) ++failed;
    });
  for (auto& thread : threads) thread.join();
  control("restart -m fast");
  BOOST_TEST(must(database->rows("SELECT 1")).size() == 1u);
  control("restart -m immediate");
  must(database->write([](Transaction& tx) { return run(tx, "INSERT INTO t VALUES (1)"); }));
  BOOST_TEST(count("t") == 1);
  BOOST_TEST(failed == 0);
}

BOOST_FIXTURE_TEST_CASE(while_the_server_is_down_everything_is_unavailable, Server) {
  control("stop -m fast");
  const auto read = database->row("SELECT 1");
  const auto write = database->write([](Transaction& tx) { return run(tx, "INSERT INTO t VALUES (1)"); });
  const auto ping = database->ping();
  control("start");
  BOOST_REQUIRE((!read && !write && !ping));
  BOOST_TEST((read.error().code == base::Code::unavailable));
  BOOST_TEST((write.error().code == base::Code::unavailable));
  BOOST_TEST((ping.error().code == base::Code::unavailable));
  BOOST_TEST(read.error().message.find("cannot be reached") != std::string::npos, read.error().message);
  must(database->ping());
  BOOST_TEST(count("t") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_write_whose_session_breaks_before_its_commit_runs_again, Server) {
  int bodies = 0;
  must(database->write([&](Transaction& tx) -> base::Status {
    ++bodies;
    if (auto one = run(tx, "INSERT INTO t VALUES (1)"); !one) return one;
    if (bodies == 1) kill(tx);
    return run(tx, "INSERT INTO t VALUES (2)");
  }));
  BOOST_TEST(bodies == 2);
  BOOST_TEST(count("t") == 2);
}

BOOST_FIXTURE_TEST_CASE(a_session_that_breaks_in_each_run_is_unavailable, Server) {
  int bodies = 0;
  const auto status = database->write([&](Transaction& tx) -> base::Status {
    ++bodies;
    kill(tx);
    return run(tx, "INSERT INTO t VALUES (1)");
  });
  BOOST_REQUIRE(!status);
  BOOST_TEST((status.error().code == base::Code::unavailable));
  BOOST_TEST(bodies == 2);
  BOOST_TEST(count("t") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_breaks_in_the_commit_is_not_tried_again, Server) {
  script(R"sql(
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION die())sql");
  int bodies = 0;
  int hooks = 0;
  const auto status = database->write([&](Transaction& tx) {
    ++bodies;
    tx.on_commit([&] { ++hooks; });
    return run(tx, "INSERT INTO t VALUES (1)");
  });
  BOOST_REQUIRE(!status);
  BOOST_TEST((status.error().code == base::Code::unavailable));
  BOOST_TEST(status.error().message.find("may be there or not") != std::string::npos, status.error().message);
  BOOST_TEST(bodies == 1);
  BOOST_TEST(hooks == 0);
  must(database->ping());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
