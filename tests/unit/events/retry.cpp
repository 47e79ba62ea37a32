#include "outbox_fixture.h"

namespace veza::events {

BOOST_AUTO_TEST_SUITE(retry)

// Fails events of aggregate "bad" while told to.
struct Moody {
  Inbox taken;
  std::atomic<bool> fails{true};
  std::atomic<base::Code> as{base::Code::internal};
  std::atomic<int> failures{0};
  base::Status operator()(const Event& event) {
    if (fails && event.aggregate_id == "bad") {
      ++failures;
      if (failures == 2) throw std::runtime_error("thrown");
      return base::fail(as.load(), "moody");
    }
    taken.add(event);
    return {};
  }
};

struct MoodyFixture : OutboxFixture {
  void listen() {
    subscribe("c", [this](const Event& event) { return moody(event); });
  }
  ~MoodyFixture() { outbox->stop(60'000); }
  // Lets time pass until the consumer has failed so often.
  bool fails(int times) {
    return eventually([&] {
      advance(100);
      return moody.failures >= times;
    });
  }
  Moody moody;
};

BOOST_FIXTURE_TEST_CASE(its_aggregate_waits_in_order_and_the_others_go_on, MoodyFixture) {
  listen();
  emit({event("bad", 1), event("good", 1), event("bad", 2), event("good", 2)});
  BOOST_REQUIRE(eventually([&] { return moody.taken.size() == 2 && count("event_retries") == 2; }));
  BOOST_TEST(moody.failures == 1);
  emit({event("bad", 3), event("good", 3)});
  BOOST_REQUIRE(eventually([&] { return moody.taken.size() == 3; }));
  BOOST_TEST(moody.failures == 1);
  moody.fails = false;
  advance(1000);
  BOOST_REQUIRE(eventually([&] { return moody.taken.size() == 6; }));
  BOOST_TEST(moody.taken.firsts("bad") == (Names{"bad:1", "bad:2", "bad:3"}), boost::test_tools::per_element());
  BOOST_TEST(eventually([&] { return count("event_retries") == 0; }));
  BOOST_TEST(count("dead_letters") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_retry_waits_its_time, MoodyFixture) {
  listen();
  emit(event("bad", 1));
  BOOST_REQUIRE(eventually([&] { return count("event_retries") == 1; }));
  const auto row = *must(database->row("SELECT attempts, next_at, last_error FROM event_retries"));
  BOOST_TEST(row[0].integer() == 1);
  BOOST_TEST((row[1].integer() >= now + 500 && row[1].integer() <= now + 1000));
  BOOST_TEST(row[2].text() == "moody");
  advance(499);
  emit(event("good", 1));
  BOOST_REQUIRE(eventually([&] { return moody.taken.size() == 1; }));
  BOOST_TEST(moody.failures == 1);
  BOOST_TEST(fails(2));
}

BOOST_FIXTURE_TEST_CASE(waiting_events_survive_a_restart, MoodyFixture) {
  listen();
  emit({event("bad", 1), event("bad", 2)});
  BOOST_REQUIRE(eventually([&] { return count("event_retries") == 2; }));
  restart();
  moody.fails = false;
  listen();
  emit(event("bad", 3));
  BOOST_TEST(eventually([&] {
    advance(100);
    return moody.taken.size() == 3;
  }));
  BOOST_TEST(moody.taken.all() == (Names{"bad:1", "bad:2", "bad:3"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(after_the_last_attempt_it_is_a_dead_letter_and_the_next_has_its_turn, MoodyFixture) {
  listen();
  emit({event("bad", 1), event("bad", 2), event("good", 1)});
  BOOST_REQUIRE(fails(3));
  BOOST_REQUIRE(eventually([&] { return count("dead_letters") == 1; }));
  moody.fails = false;
  BOOST_REQUIRE(eventually([&] {
    advance(100);
    return moody.taken.size() == 2;
  }));
  BOOST_TEST(moody.taken.firsts("bad") == Names{"bad:2"}, boost::test_tools::per_element());
  const auto letters = must(outbox->dead_letters());
  BOOST_REQUIRE(letters.size() == 1u);
  BOOST_TEST(letters[0].consumer == "c");
  BOOST_TEST(letters[0].attempts == 3);
  BOOST_TEST(letters[0].last_error == "moody");
  BOOST_TEST(letters[0].event.data == R"({"n":1})");
  BOOST_TEST(letters[0].event.event_id.size() == 36u);
}

BOOST_FIXTURE_TEST_CASE(what_was_only_away_is_no_dead_letter_for_a_day, MoodyFixture) {
  options.patience_ms = 3'600'000;
  restart();
  moody.as = base::Code::unavailable;
  listen();
  emit({event("bad", 1), event("bad", 2)});
  BOOST_REQUIRE(fails(6));
  BOOST_TEST(count("dead_letters") == 0);
  now += 3'600'000;
  BOOST_REQUIRE(fails(7));
  BOOST_REQUIRE(eventually([&] { return count("dead_letters") == 1; }));
  moody.fails = false;
  BOOST_TEST(eventually([&] {
    advance(1000);
    return moody.taken.size() == 1;
  }));
}

BOOST_FIXTURE_TEST_CASE(a_dead_letter_is_replayed_also_after_its_event_was_pruned, MoodyFixture) {
  listen();
  Inbox other;
  collect("other", other);
  emit(event("bad", 1));
  BOOST_REQUIRE(fails(3));
  BOOST_REQUIRE(eventually([&] { return count("dead_letters") == 1 && other.size() == 1; }));
  now += 1;
  BOOST_REQUIRE(eventually([&] { return must(outbox->prune(now, 0)) == 1 || count("outbox") == 0; }));
  BOOST_TEST(count("outbox") == 0);
  moody.fails = false;
  BOOST_TEST((outbox->replay("missing").error().code == base::Code::not_found));
  must(outbox->replay(must(outbox->dead_letters())[0].id));
  BOOST_TEST(eventually([&] { return moody.taken.size() == 1; }));
  BOOST_TEST(must(outbox->dead_letters()).empty());
  emit(event("bad", 2));
  BOOST_TEST(eventually([&] { return moody.taken.size() == 2 && other.size() == 2; }));
  BOOST_TEST(other.all() == (Names{"bad:1", "bad:2"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_replayed_letter_waits_for_a_consumer_that_is_away, MoodyFixture) {
  listen();
  emit(event("bad", 1));
  BOOST_REQUIRE(fails(3));
  BOOST_REQUIRE(eventually([&] { return count("dead_letters") == 1; }));
  BOOST_TEST(outbox->unsubscribe("c", 60'000));
  must(outbox->replay(must(outbox->dead_letters())[0].id));
  moody.fails = false;
  listen();
  BOOST_TEST(eventually([&] { return moody.taken.size() == 1; }));
}

BOOST_FIXTURE_TEST_CASE(a_consumer_that_fails_everything_stops_reading_on, OutboxFixture) {
  options.max_waiting = 20;
  options.batch = 10;
  restart();
  std::atomic<int> calls{0};
  subscribe("c", [&](const Event&) -> base::Status {
    ++calls;
    return base::fail(base::Code::unavailable, "down");
  });
  std::vector<Event> events;
  for (int i = 0; i < 100; ++i) events.push_back(event("a" + std::to_string(i), i));
  emit(events);
  BOOST_REQUIRE(eventually([&] { return calls >= 20 && count("event_retries") >= 20; }));
  outbox->wake();
  BOOST_TEST(outbox->unsubscribe("c", 60'000));
  BOOST_TEST(calls < 100);
  BOOST_TEST(count("event_retries") < 40);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::events
