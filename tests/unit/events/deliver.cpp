#include <latch>
#include <set>

#include "outbox_fixture.h"

namespace veza::events {

BOOST_AUTO_TEST_SUITE(deliver)

BOOST_FIXTURE_TEST_CASE(a_committed_event_arrives_whole, OutboxFixture) {
  base::Guarded<std::optional<Event>> got;
  subscribe("c", [&](const Event& one) -> base::Status {
    got.with([&](auto& kept) { kept = one; });
    return {};
  });
  Event sent = event("t1", 7);
  sent.correlation_id = "request";
  sent.causation_id = "job";
  emit(sent);
  BOOST_REQUIRE(eventually([&] { return got.with([](auto& kept) { return kept.has_value(); }); }));
  const Event received = *got.with([](auto& kept) { return kept; });
  BOOST_TEST(received.event_id.size() == 36u);
  BOOST_TEST(received.event_type == sent.event_type);
  BOOST_TEST(received.aggregate_type == "track");
  BOOST_TEST(received.aggregate_id == "t1");
  BOOST_TEST(received.timestamp_ms == now.load());
  BOOST_TEST(received.version == 1);
  BOOST_TEST(received.data == R"({"n":7})");
  BOOST_TEST(received.correlation_id == "request");
  BOOST_TEST(received.causation_id == "job");
}

BOOST_FIXTURE_TEST_CASE(what_is_rolled_back_never_happened, OutboxFixture) {
  Inbox inbox;
  collect("c", inbox);
  (void)database->write([&](data::Transaction& tx) -> base::Status {
    must(outbox->emit(tx, event("a", 1)));
    return base::fail(base::Code::invalid, "no");
  });
  must(database->write([&](data::Transaction& tx) -> base::Status {
    BOOST_TEST(!outbox->emit(tx, Event{}));
    must(outbox->emit(tx, event("a", 2)));
    return {};
  }));
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 1; }));
  BOOST_TEST(inbox.all() == Names{"a:2"}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(each_consumer_gets_what_it_asked_for, OutboxFixture) {
  Inbox all;
  Inbox tracks;
  Inbox users;
  collect("all", all);
  collect("tracks", tracks, "library.track.*");
  collect("users", users, "identity.user.registered.v1");
  emit({event("a", 1), event("u", 2, "identity.user.registered.v1"), event("b", 3, "library.track.ready.v1"),
        event("x", 4, "library.album.ready.v1")});
  BOOST_REQUIRE(eventually([&] { return all.size() == 4 && tracks.size() == 2 && users.size() == 1; }));
  BOOST_TEST(tracks.all() == (Names{"a:1", "b:3"}), boost::test_tools::per_element());
  BOOST_TEST(users.all() == Names{"u:2"}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_new_consumer_starts_now_or_at_the_beginning, OutboxFixture) {
  emit({event("a", 1), event("a", 2)});
  Inbox from_now;
  Inbox from_beginning;
  collect("now", from_now);
  collect("beginning", from_beginning, "*", From::beginning);
  emit(event("a", 3));
  BOOST_REQUIRE(eventually([&] { return from_now.size() == 1 && from_beginning.size() == 3; }));
  BOOST_TEST(from_now.all() == Names{"a:3"}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(what_came_while_it_was_away_comes_when_it_is_back, OutboxFixture) {
  Inbox inbox;
  collect("c", inbox);
  emit(event("a", 1));
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 1; }));
  BOOST_TEST(outbox->unsubscribe("c", 60'000));
  emit(event("a", 2));
  restart();
  emit(event("a", 3));
  collect("c", inbox);
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 3; }));
  BOOST_TEST(inbox.all() == (Names{"a:1", "a:2", "a:3"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(bad_consumers_are_refused, OutboxFixture) {
  const Consumer fine = [](const Event&) -> base::Status { return {}; };
  subscribe("c", fine);
  const auto again = outbox->subscribe({"c", "*", "test", From::now, fine});
  BOOST_REQUIRE(!again);
  BOOST_TEST((again.error().code == base::Code::conflict));
  BOOST_TEST(!outbox->subscribe({"", "*", "test", From::now, fine}));
  BOOST_TEST(!outbox->subscribe({"d", "lib*", "test", From::now, fine}));
  BOOST_TEST(!outbox->subscribe({"d", "*", "test", From::now, nullptr}));
  BOOST_TEST(outbox->unsubscribe("nobody", 0));
}

BOOST_FIXTURE_TEST_CASE(a_slow_consumer_holds_nobody_up, OutboxFixture) {
  // Shared: the call is still under way when it is given up.
  const auto go = std::make_shared<std::latch>(1);
  const auto called = std::make_shared<std::atomic<bool>>(false);
  subscribe("slow", [go, called](const Event&) -> base::Status {
    *called = true;
    go->wait();
    return {};
  });
  Inbox inbox;
  collect("quick", inbox);
  for (int i = 0; i < 10; ++i) emit(event("a", i));
  BOOST_TEST(eventually([&] { return inbox.size() == 10 && *called; }));
  BOOST_TEST(!outbox->unsubscribe("slow", 10));
  go->count_down();
}

BOOST_FIXTURE_TEST_CASE(an_owners_consumers_go_together, OutboxFixture) {
  Inbox mine;
  Inbox others;
  collect("mine", mine);
  must(outbox->subscribe({"other", "*", "plugin", From::now, [&](const Event& one) -> base::Status {
                            others.add(one);
                            return {};
                          }}));
  BOOST_TEST(outbox->unsubscribe_owner("plugin", 60'000));
  emit(event("a", 1));
  BOOST_REQUIRE(eventually([&] { return mine.size() == 1; }));
  BOOST_TEST(others.size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(many_writers_and_consumers_each_event_once_and_in_order, OutboxFixture) {
  constexpr int writers = 8;
  constexpr int each = 60;
  std::vector<Inbox> inboxes(3);
  for (size_t i = 0; i < inboxes.size(); ++i) collect("c" + std::to_string(i), inboxes[i]);
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < each; ++i) {
        (void)database->write([&](data::Transaction& tx) -> base::Status {
          auto id = outbox->emit(tx, event("w" + std::to_string(w), i));
          return id ? base::Status() : base::fail(id.error());
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const Inbox& inbox : inboxes) {
    BOOST_REQUIRE(eventually([&] { return inbox.size() == writers * each; }));
    for (int w = 0; w < writers; ++w) {
      const std::string name = "w" + std::to_string(w);
      Names expected;
      for (int i = 0; i < each; ++i) expected.push_back(name + ":" + std::to_string(i));
      BOOST_TEST(inbox.firsts(name) == expected, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::events
