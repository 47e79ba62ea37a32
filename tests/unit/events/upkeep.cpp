#include "outbox_fixture.h"

namespace veza::events {

BOOST_AUTO_TEST_SUITE(upkeep)

BOOST_FIXTURE_TEST_CASE(only_what_every_consumer_is_past_is_pruned, OutboxFixture) {
  Inbox quick;
  Inbox slow;
  collect("quick", quick);
  collect("slow", slow);
  BOOST_TEST(outbox->unsubscribe("slow", 60'000));
  for (int i = 0; i < 5; ++i) emit(event("a", i));
  BOOST_REQUIRE(eventually([&] { return quick.size() == 5; }));
  now += 1000;
  BOOST_TEST(must(outbox->prune(now, 0)) == 0);
  collect("slow", slow);
  BOOST_REQUIRE(eventually([&] { return slow.size() == 5; }));
  BOOST_TEST(eventually([&] { return must(outbox->prune(now, 0)) > 0 || count("outbox") == 0; }));
  BOOST_TEST(eventually([&] {
    (void)must(outbox->prune(now, 0));
    return count("outbox") == 0;
  }));
}

BOOST_FIXTURE_TEST_CASE(events_of_no_interest_do_not_hold_a_prune_up, OutboxFixture) {
  Inbox none;
  collect("c", none, "chat.*");
  for (int i = 0; i < 5; ++i) emit(event("a", i));
  now += 1000;
  BOOST_TEST(eventually([&] {
    (void)must(outbox->prune(now, 0));
    return count("outbox") == 0;
  }));
  emit(event("a", 9, "chat.message.sent.v1"));
  BOOST_TEST(eventually([&] { return none.size() == 1; }));
}

BOOST_FIXTURE_TEST_CASE(young_events_stay, OutboxFixture) {
  emit(event("a", 1));
  BOOST_TEST(must(outbox->prune(now, 0)) == 0);
  now += 1;
  BOOST_TEST(must(outbox->prune(now, 0)) == 1);
}

BOOST_FIXTURE_TEST_CASE(many_are_pruned_in_parts, OutboxFixture) {
  std::vector<Event> events;
  for (int i = 0; i < 2500; ++i) events.push_back(event("a", i));
  emit(events);
  now += 1;
  BOOST_TEST(must(outbox->prune(now, 0)) == 2500);
}

BOOST_FIXTURE_TEST_CASE(a_consumer_long_gone_is_forgotten, OutboxFixture) {
  Inbox gone;
  Inbox here;
  collect("gone", gone);
  collect("here", here);
  BOOST_TEST(outbox->unsubscribe("gone", 60'000));
  emit(event("a", 1));
  BOOST_REQUIRE(eventually([&] { return here.size() == 1; }));
  now += 1'000'000;
  BOOST_TEST(eventually([&] {
    (void)must(outbox->prune(now, now - 1));
    return count("outbox") == 0;
  }));
  const auto left = must(outbox->status());
  BOOST_REQUIRE(left.size() == 1u);
  BOOST_TEST(left[0].name == "here");
}

BOOST_FIXTURE_TEST_CASE(a_place_is_forgotten_by_hand, OutboxFixture) {
  Inbox inbox;
  collect("c", inbox);
  BOOST_TEST((outbox->forget("c").error().code == base::Code::conflict));
  emit(event("a", 1));
  BOOST_REQUIRE(eventually([&] { return inbox.size() == 1; }));
  BOOST_TEST(outbox->unsubscribe("c", 60'000));
  must(outbox->forget("c"));
  BOOST_TEST(must(outbox->status()).empty());
  collect("c", inbox, "*", From::beginning);
  BOOST_TEST(eventually([&] { return inbox.size() == 2; }));
}

BOOST_FIXTURE_TEST_CASE(the_state_of_each_consumer_shows, OutboxFixture) {
  subscribe("c", [](const Event& one) -> base::Status {
    if (one.aggregate_id == "bad") return base::fail(base::Code::unavailable, "no");
    return {};
  });
  emit({event("bad", 1), event("bad", 2), event("good", 1)});
  BOOST_REQUIRE(eventually([&] {
    const auto status = must(outbox->status());
    return status.size() == 1 && status[0].waiting == 2 && status[0].behind == 0;
  }));
  BOOST_TEST(outbox->unsubscribe("c", 60'000));
  emit(event("good", 2));
  BOOST_TEST(must(outbox->status())[0].behind == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::events
