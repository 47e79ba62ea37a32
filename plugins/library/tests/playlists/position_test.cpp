#include "playlists/position.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace veza::library;

BOOST_AUTO_TEST_SUITE(playlist_positions)

BOOST_AUTO_TEST_CASE(between_two_keys) {
  struct Case {
    const char *before, *after;
  };
  const Case cases[] = {{"", ""},       {"i", ""},    {"", "i"},      {"i", "j"},
                        {"i", "i1"},    {"i", "i01"}, {"iz", "j"},    {"izzz", "j"},
                        {"", "000001"}, {"", "0001"}, {"zzzzzz", ""}, {"zzzzzzzz", ""},
                        {"a", "b"},     {"a1", "a2"}, {"ay", "b1"},   {"", "00000000001"}};
  for (const auto& c : cases) {
    const std::string got = position_between(c.before, c.after);
    BOOST_TEST_CONTEXT("between \"" << c.before << "\" and \"" << c.after << "\": " << got) {
      BOOST_TEST(got > c.before);
      BOOST_TEST((*c.after == 0 || got < c.after));
      BOOST_TEST(got.back() != '0');  // nothing would fit before it
    }
  }
}

BOOST_AUTO_TEST_CASE(the_ends_take_many_without_growing) {
  std::string first = position_between("", ""), last = first;
  for (int i = 0; i < 20'000; ++i) {
    const auto next = position_between(last, ""), before = position_between("", first);
    BOOST_REQUIRE(next > last);
    BOOST_REQUIRE(before < first);
    last = next;
    first = before;
  }
  BOOST_TEST(first.size() <= 6U);
  BOOST_TEST(last.size() <= 6U);
}

BOOST_AUTO_TEST_CASE(many_at_once_are_short_and_in_order) {
  const std::pair<std::string, std::string> ends[] = {{"", ""}, {"i", "j"}, {"i", "i1"}, {"", "i"}, {"i", ""}};
  for (const auto& [before, after] : ends) {
    const auto keys = positions_between(before, after, 500);
    BOOST_TEST(keys.size() == 500U);
    std::string last = before;
    for (const auto& key : keys) {
      BOOST_REQUIRE(key > last);
      BOOST_REQUIRE((after.empty() || key < after));
      BOOST_REQUIRE(key.size() <= 12U);
      last = key;
    }
  }
}

// Random moves and insertions: the keys always say what a plain list says.
BOOST_AUTO_TEST_CASE(keys_order_as_the_list_they_stand_for) {
  const auto seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  struct Item {
    int id;
    std::string key;
  };
  std::vector<Item> list;  // the model
  for (int step = 0; step < 5'000; ++step) {
    Item item{step, {}};
    if (!list.empty() && random() % 3 == 0) {
      const auto from = list.begin() + static_cast<long>(random() % list.size());
      item = *from;
      list.erase(from);
    }
    // Mostly in one place, where keys grow fastest.
    const size_t at = random() % 2 ? list.size() / 2 : random() % (list.size() + 1);
    item.key = position_between(at ? list[at - 1].key : "", at < list.size() ? list[at].key : "");
    list.insert(list.begin() + static_cast<long>(at), item);
    if (item.key.size() > longest_position) {
      const auto fresh = positions_between("", "", list.size());
      for (size_t i = 0; i < list.size(); ++i) list[i].key = fresh[i];
    }
    if (step % 100 != 0) continue;
    auto sorted = list;
    std::sort(sorted.begin(), sorted.end(), [](const Item& a, const Item& b) { return a.key < b.key; });
    for (size_t i = 0; i < list.size(); ++i) BOOST_REQUIRE_MESSAGE(sorted[i].id == list[i].id, "seed " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
