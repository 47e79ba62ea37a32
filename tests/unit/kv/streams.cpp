#include <set>

#include "base/guarded.h"
#include "store_fixture.h"

namespace veza::kv {
namespace {

std::vector<std::string> payloads(const base::Result<std::vector<StreamMessage>>& messages) {
  std::vector<std::string> texts;
  for (const auto& each : messages.value()) texts.push_back(each.payload);
  return texts;
}
using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(streams)

BOOST_FIXTURE_TEST_CASE(a_group_reads_each_message_once, StoreFixture) {
  BOOST_TEST(store->stream_add("s", "before", 0).has_value());
  BOOST_TEST(store->stream_group("s", "all", StreamFrom::beginning).has_value());
  BOOST_TEST(store->stream_group("s", "new", StreamFrom::now).has_value());
  BOOST_TEST(store->stream_group("s", "all", StreamFrom::now).has_value(), "making it again changes nothing");
  BOOST_TEST(store->stream_add("s", std::string("b\0\r\n", 4), 0).has_value());
  BOOST_TEST(store->stream_add("s", "", 0).has_value());
  BOOST_TEST(payloads(store->stream_read_group("s", "all", "one", 2, 0)) ==
             (Texts{"before", std::string("b\0\r\n", 4)}));
  BOOST_TEST(payloads(store->stream_read_group("s", "all", "two", 2, 0)) == Texts{""});
  BOOST_TEST(payloads(store->stream_read_group("s", "all", "one", 2, 0)).empty());
  BOOST_TEST(payloads(store->stream_read_group("s", "new", "one", 9, 0)).size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(pending_until_acknowledged, StoreFixture) {
  BOOST_TEST(store->stream_group("s", "g", StreamFrom::beginning).has_value());
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(*store->stream_add("s", std::to_string(i), 0));
  BOOST_TEST(*store->stream_pending("s", "g") == 0u);
  const auto read = *store->stream_read_group("s", "g", "one", 10, 0);
  BOOST_REQUIRE(read.size() == 3u);
  for (size_t i = 0; i < 3; ++i) BOOST_TEST(read[i].id == ids[i]);
  BOOST_TEST(*store->stream_pending("s", "g") == 3u);
  BOOST_TEST(*store->stream_ack("s", "g", std::vector{ids[0], ids[2]}) == 2u);
  BOOST_TEST(*store->stream_ack("s", "g", std::vector{ids[0]}) == 0u);
  BOOST_TEST(*store->stream_ack("s", "g", {}) == 0u);
  BOOST_TEST(*store->stream_pending("s", "g") == 1u);
  BOOST_TEST(*store->stream_ack("s", "none", std::vector{ids[1]}) == 0u);
  BOOST_TEST(*store->stream_ack("none", "g", std::vector{ids[1]}) == 0u);
}

BOOST_FIXTURE_TEST_CASE(what_a_dead_consumer_left_is_claimed, StoreFixture) {
  BOOST_TEST(store->stream_group("s", "g", StreamFrom::beginning).has_value());
  for (int i = 0; i < 30; ++i) BOOST_TEST(store->stream_add("s", std::to_string(i), 0).has_value());
  const auto read = *store->stream_read_group("s", "g", "dead", 25, 0);
  BOOST_TEST(payloads(store->stream_claim("s", "g", "alive", 10 * minute, 10)).empty());
  pass(10 * minute);
  BOOST_TEST(*store->stream_ack("s", "g", std::vector{read[0].id}) == 1u);
  BOOST_TEST(payloads(store->stream_claim("s", "g", "alive", 10 * minute, 2)) == (Texts{"1", "2"}));
  const auto claimed = payloads(store->stream_claim("s", "g", "alive", 10 * minute, 100));
  BOOST_TEST(claimed.size() == 22u);
  BOOST_TEST(claimed.front() == "3");
  BOOST_TEST(payloads(store->stream_claim("s", "g", "third", 10 * minute, 100)).empty(), "claiming makes them young");
  BOOST_TEST(*store->stream_pending("s", "g") == 24u);
  BOOST_TEST(payloads(store->stream_read_group("s", "g", "alive", 100, 0)).size() == 5u);
}

BOOST_FIXTURE_TEST_CASE(old_messages_go, StoreFixture) {
  BOOST_TEST(store->stream_group("s", "g", StreamFrom::beginning).has_value());
  const std::string payload(100, 'x');
  BOOST_TEST(store->stream_add("s", payload, 0).has_value());
  BOOST_TEST(store->stream_read_group("s", "g", "c", 1, 0)->size() == 1u);
  for (int i = 0; i < 1000; ++i) BOOST_TEST(store->stream_add("s", payload, 10).has_value());
  const auto left = store->stream_read_group("s", "g", "c", 2000, 0)->size();
  BOOST_TEST(left >= 10u);
  BOOST_TEST(left < 400u);
  // The first was pending; the stream no longer has it.
  BOOST_TEST(*store->stream_pending("s", "g") == left + 1);
  BOOST_TEST(store->stream_claim("s", "g", "d", 0, 2000)->size() == left);
  BOOST_TEST(*store->stream_pending("s", "g") == left);
}

BOOST_FIXTURE_TEST_CASE(a_reader_waits_for_a_message, StoreFixture) {
  BOOST_TEST(store->stream_group("s", "g", StreamFrom::beginning).has_value());
  BOOST_TEST(payloads(store->stream_read_group("s", "g", "c", 1, 10)).empty());
  std::atomic<bool> reading{false};
  Texts heard;
  std::thread reader([&] {
    reading = true;
    heard = payloads(store->stream_read_group("s", "g", "c", 5, 30'000));
  });
  while (!reading) std::this_thread::yield();
  BOOST_TEST(store->stream_add("other", "x", 0).has_value());
  BOOST_TEST(store->stream_add("s", "x", 0).has_value());
  reader.join();
  BOOST_TEST(heard == Texts{"x"});
}

BOOST_FIXTURE_TEST_CASE(consumers_share_a_group, StoreFixture) {
  BOOST_TEST(store->stream_group("s", "g", StreamFrom::beginning).has_value());
  base::Guarded<std::multiset<std::string>> seen;
  std::atomic<int> total{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      while (total < 200) {
        const auto read = store->stream_read_group("s", "g", "c" + std::to_string(t), 7, 20).value();
        for (const auto& each : read) {
          seen.with([&](auto& s) { s.insert(each.payload); });
          (void)store->stream_ack("s", "g", std::vector{each.id});
          ++total;
        }
      }
    });
  }
  for (int i = 0; i < 200; ++i) (void)store->stream_add("s", std::to_string(i), 0);
  for (auto& thread : threads) thread.join();
  seen.with([](auto& s) {
    BOOST_TEST(s.size() == 200u);
    BOOST_TEST((std::set<std::string>(s.begin(), s.end()).size()) == 200u);
  });
  BOOST_TEST(*store->stream_pending("s", "g") == 0u);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_there_is_not_found, StoreFixture) {
  const auto expect = [&](const std::string& stream) {
    BOOST_TEST((store->stream_read_group(stream, "g", "c", 1, 0).error().code == base::Code::not_found));
    BOOST_TEST((store->stream_read_group(stream, "g", "c", 1, 10).error().code == base::Code::not_found));
    BOOST_TEST((store->stream_claim(stream, "g", "c", 0, 1).error().code == base::Code::not_found));
    BOOST_TEST((store->stream_pending(stream, "g").error().code == base::Code::not_found));
  };
  expect("none");
  BOOST_TEST(store->stream_add("some", "x", 0).has_value());
  expect("some");
}

BOOST_FIXTURE_TEST_CASE(bad_names_and_ids_are_refused, StoreFixture) {
  const auto invalid = [](const auto& answer) { return !answer && answer.error().code == base::Code::invalid; };
  for (const std::string& bad : {std::string(), std::string(513, 'k')}) {
    BOOST_TEST(invalid(store->stream_add(bad, "x", 0)));
    BOOST_TEST(invalid(store->stream_group(bad, "g", StreamFrom::now)));
    BOOST_TEST(invalid(store->stream_group("s", bad, StreamFrom::now)));
    BOOST_TEST(invalid(store->stream_read_group("s", bad, "c", 1, 0)));
    BOOST_TEST(invalid(store->stream_read_group("s", "g", bad, 1, 0)));
    BOOST_TEST(invalid(store->stream_claim("s", "g", bad, 0, 1)));
    BOOST_TEST(invalid(store->stream_pending(bad, "g")));
    BOOST_TEST(invalid(store->stream_ack(bad, "g", {})));
  }
  BOOST_TEST(store->stream_group("s", "g", StreamFrom::now).has_value());
  for (const auto* id : {"", "-", "1", "1-", "-1", "1-x", "x-1", "1-1-1", "*", "99999999999999999999-0"}) {
    BOOST_TEST(invalid(store->stream_ack("s", "g", std::vector<std::string>{id})), id);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
