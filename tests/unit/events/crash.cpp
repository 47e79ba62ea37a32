#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "outbox_fixture.h"

namespace veza::events {

BOOST_AUTO_TEST_SUITE(crash)

// In a forked child: emits numbered events and consumes them until it is killed. Tells what was taken.
[[noreturn]] void run_until_killed(const data::TestDatabase& place, int first, int told) {
  auto database = place.open();
  if (!database) ::_exit(3);
  Outbox outbox(**database, {}, base::Log());
  const auto take = [&](const Event& event) -> base::Status {
    const int n = base::parse_json(event.data)->at("n").get<int>();
    if (::write(told, &n, sizeof n) != sizeof n) ::_exit(4);
    return {};
  };
  if (!outbox.subscribe({"c", "*", "test", From::beginning, take})) ::_exit(5);
  for (int n = first;; ++n) {
    const auto status = (*database)->write([&](data::Transaction& tx) -> base::Status {
      auto id = outbox.emit(tx, OutboxFixture::event("a", n));
      return id ? base::Status() : base::fail(id.error());
    });
    if (!status) ::_exit(6);
  }
}

BOOST_AUTO_TEST_CASE(every_committed_event_is_taken_in_order_through_kills) {
  OutboxFixture fixture;
  std::vector<int> taken;
  const auto committed = [&] { return static_cast<int>(fixture.events()); };
  for (int round = 0; round < 4; ++round) {
    const int first = committed();
    fixture.outbox.reset();
    fixture.database.reset();
    int pipe[2];
    BOOST_REQUIRE(::pipe(pipe) == 0);
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
      ::close(pipe[0]);
      run_until_killed(*fixture.place, first, pipe[1]);
    }
    ::close(pipe[1]);
    int n = 0;
    for (int seen = 0; seen < 50 && ::read(pipe[0], &n, sizeof n) == sizeof n; ++seen) taken.push_back(n);
    ::kill(child, SIGKILL);
    while (::read(pipe[0], &n, sizeof n) == sizeof n) taken.push_back(n);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(pipe[0]);
    BOOST_REQUIRE(WIFSIGNALED(status));
    fixture.database = must(fixture.place->open());
    data::TestDatabase::outlive_killed(*fixture.database);
    fixture.restart();
  }
  const int all = committed();
  base::Guarded<std::vector<int>> rest;
  fixture.subscribe("c", [&](const Event& event) -> base::Status {
    rest.with([&](auto& seen) { seen.push_back(base::parse_json(event.data)->at("n").get<int>()); });
    return {};
  });
  BOOST_TEST(eventually([&] { return must(fixture.outbox->status())[0].behind == 0; }));
  BOOST_TEST(fixture.outbox->stop(60'000));
  rest.with([&](const auto& seen) { taken.insert(taken.end(), seen.begin(), seen.end()); });
  // Each event, and each for the first time after the one before it.
  int next = 0;
  for (const int n : taken) {
    BOOST_REQUIRE(n <= next);
    if (n == next) ++next;
  }
  BOOST_TEST(next == all);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::events
