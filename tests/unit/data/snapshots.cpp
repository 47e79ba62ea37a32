#include <thread>

#include "scratch.h"

using namespace veza;
using namespace veza::data;

namespace {

struct Numbers : ScratchDatabase {
  Numbers() { script("CREATE TABLE numbers (n BIGINT PRIMARY KEY); INSERT INTO numbers VALUES (1), (2)"); }
  void add(int64_t n) {
    must(database->write([n](Transaction& tx) { return run(tx, "INSERT INTO numbers VALUES ($1)", {n}); }));
  }
};

int64_t counted(Session& session) { return (*must(session.row("SELECT count(*) FROM numbers")))[0].integer(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(snapshots)

BOOST_FIXTURE_TEST_CASE(what_is_written_meanwhile_is_not_seen, Numbers) {
  must(database->snapshot([&](Session& then) -> base::Status {
    // Before the first read: the moment is that of the call.
    add(3);
    BOOST_TEST(counted(then) == 2);
    std::thread([&] { add(4); }).join();
    BOOST_TEST(counted(then) == 2);
    BOOST_TEST(count("numbers") == 4);
    BOOST_TEST((then.dialect() == database->dialect()));
    return {};
  }));
  BOOST_TEST(count("numbers") == 4);
}

BOOST_FIXTURE_TEST_CASE(two_are_two_moments, Numbers) {
  must(database->snapshot([&](Session& first) -> base::Status {
    add(3);
    return database->snapshot([&](Session& second) -> base::Status {
      add(4);
      BOOST_TEST(counted(first) == 2);
      BOOST_TEST(counted(second) == 3);
      return {};
    });
  }));
}

BOOST_FIXTURE_TEST_CASE(it_only_reads, Numbers) {
  const auto written =
      database->snapshot([](Session& then) { return then.query("INSERT INTO numbers VALUES (9)", {}, nullptr); });
  BOOST_TEST(!written);
  BOOST_TEST(count("numbers") == 2);
}

BOOST_FIXTURE_TEST_CASE(its_end_gives_the_session_back, Numbers) {
  reopen({.sessions = 2});
  for (int i = 0; i < 5; ++i) {
    const auto failed = database->snapshot([](Session&) { return base::fail(base::Code::conflict, "mine"); });
    BOOST_TEST(failed.error().message == "mine");
    const auto thrown = database->snapshot([](Session&) -> base::Status { throw std::runtime_error("thrown"); });
    BOOST_TEST(thrown.error().message.find("thrown") != std::string::npos);
    (void)database->snapshot([](Session& then) { return then.query("no SQL", {}, nullptr); });
  }
  add(3);
  must(database->snapshot([&](Session& then) -> base::Status {
    BOOST_TEST(counted(then) == 3);
    return {};
  }));
}

BOOST_FIXTURE_TEST_CASE(it_is_refused_inside_a_write, Numbers) {
  const auto status =
      database->write([&](Transaction&) { return database->snapshot([](Session&) -> base::Status { return {}; }); });
  BOOST_TEST((status.error().code == base::Code::internal));
}

BOOST_AUTO_TEST_SUITE_END()
