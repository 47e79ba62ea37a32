// What is recommended, in which order, and why.
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "recommend/ranking.h"
#include "recommend/request.h"
#include "rules/music.h"

using namespace veza::library;

BOOST_AUTO_TEST_SUITE(recommend)

namespace {

Suggestion one(std::string id, Because because, double strength = 1, std::string artist = {}) {
  return {std::move(id), std::move(artist), because, strength, "about", "seed"};
}
std::vector<std::string> ids(const std::vector<Suggestion>& list) {
  std::vector<std::string> out;
  for (const auto& each : list) out.push_back(each.track_id);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_strongest_reason_is_told_and_several_rank_higher) {
  const std::vector<Suggestion> candidates{one("a", Because::genre),     one("b", Because::genre),
                                           one("b", Because::artist),    one("c", Because::fresh),
                                           one("d", Because::listeners), one("d", Because::fresh)};
  const auto list = rank(candidates, {}, 10, 1);
  BOOST_TEST(ids(list) == (std::vector<std::string>{"d", "b", "a", "c"}), boost::test_tools::per_element());
  BOOST_TEST(because_name(list[0].because) == "listeners");
  BOOST_TEST(because_name(list[1].because) == "artist");
  BOOST_TEST(rank(candidates, {}, 2, 1).size() == 2U);
  BOOST_TEST(rank(candidates, {}, 0, 1).empty());
  BOOST_TEST(rank({}, {}, 10, 1).empty());
}

BOOST_AUTO_TEST_CASE(nothing_that_was_heard_and_nothing_twice) {
  std::vector<Suggestion> candidates;
  for (int i = 0; i < 100; ++i) {
    candidates.push_back(one("t" + std::to_string(i), Because::popular));
    candidates.push_back(one("t" + std::to_string(i), Because::genre, 0.5));
  }
  // A radio: each answer's first is heard, the last fifty never come again.
  std::vector<std::string> played;
  for (int step = 0; step < 300; ++step) {
    const std::unordered_set<std::string> heard(played.end() - static_cast<long>(std::min<size_t>(50, played.size())),
                                                played.end());
    uint64_t salt = 0;
    for (size_t i = played.size(); i-- > 0 && played.size() - i <= 50;) salt = stable_hash(played[i], salt);
    const auto list = rank(candidates, heard, 3, salt);
    BOOST_REQUIRE(list.size() == 3U);
    std::set<std::string> unique;
    for (const auto& each : list) {
      BOOST_TEST(!heard.contains(each.track_id));
      BOOST_TEST(unique.insert(each.track_id).second);
    }
    played.push_back(list.front().track_id);
  }
  // It does not go round in a circle of fifty-one.
  BOOST_TEST(std::set<std::string>(played.begin(), played.end()).size() > 90U);
}

BOOST_AUTO_TEST_CASE(the_same_question_has_the_same_answer_and_another_salt_another) {
  std::vector<Suggestion> candidates;
  for (int i = 0; i < 40; ++i) candidates.push_back(one("t" + std::to_string(i), Because::genre));
  BOOST_TEST((rank(candidates, {}, 20, 7) == rank(candidates, {}, 20, 7)));
  BOOST_TEST((rank(candidates, {}, 20, 7) != rank(candidates, {}, 20, 8)));
}

BOOST_AUTO_TEST_CASE(an_artist_comes_again_after_three_others) {
  std::vector<Suggestion> candidates;
  for (int i = 0; i < 8; ++i) candidates.push_back(one("x" + std::to_string(i), Because::artist, 1, "x"));
  for (int i = 0; i < 9; ++i) {
    candidates.push_back(one("o" + std::to_string(i), Because::genre, 1, "other" + std::to_string(i)));
  }
  const auto list = rank(candidates, {}, 12, 3);
  std::map<std::string, size_t> last;
  for (size_t i = 0; i < list.size(); ++i) {
    const auto at = last.find(list[i].artist_key);
    if (at != last.end()) BOOST_TEST(i - at->second > 3U);
    last[list[i].artist_key] = i;
  }
  // With nobody else, the artist it is.
  candidates.resize(8);
  BOOST_TEST(rank(candidates, {}, 12, 3).size() == 8U);
}

BOOST_AUTO_TEST_CASE(strengths_that_make_no_sense_break_nothing) {
  const auto list =
      rank({one("a", Because::genre, -5), one("b", Because::genre, 1e300), one("c", Because::tag, 1)}, {}, 5, 0);
  BOOST_TEST(list.size() == 3U);
  BOOST_TEST(list.back().track_id == "a");
}

BOOST_AUTO_TEST_CASE(keys_that_mix) {
  BOOST_TEST(harmonic_neighbours("Am") == (std::vector<std::string>{"Am", "Em", "Dm", "C"}),
             boost::test_tools::per_element());
  BOOST_TEST(harmonic_neighbours("E") == (std::vector<std::string>{"E", "B", "A", "C#m"}),
             boost::test_tools::per_element());
  BOOST_TEST(harmonic_neighbours("B") == (std::vector<std::string>{"B", "F#", "E", "G#m"}),
             boost::test_tools::per_element());
  BOOST_TEST(harmonic_neighbours("H").empty());
  BOOST_TEST(harmonic_neighbours("").empty());
}

BOOST_AUTO_TEST_CASE(what_may_be_asked) {
  const std::string id = "0190a1b2-0000-7000-8000-000000000001";
  struct Case {
    std::map<std::string, std::string> query;
    size_t seeds, heard, limit, problems;
  };
  std::string six = id, sixty = id, endless = id;
  for (int i = 1; i < 6; ++i) six += "," + id;
  for (int i = 1; i < 60; ++i) sixty += "," + id;
  for (int i = 1; i < 2000; ++i) endless += "," + id;
  const Case cases[] = {
      {{}, 0, 0, 20, 0},
      {{{"seed", id}, {"heard", id + "," + id}, {"limit", "50"}}, 1, 2, 50, 0},
      {{{"seed", six}}, 6, 0, 20, 1},
      {{{"heard", sixty}}, 0, 50, 20, 0},
      {{{"heard", endless}}, 0, 0, 20, 1},
      {{{"seed", "x"}}, 0, 0, 20, 1},
      {{{"seed", id + ","}}, 0, 0, 20, 1},
      {{{"seed", "," + id}}, 0, 0, 20, 1},
      {{{"seed", "' OR 1=1 --"}, {"limit", "0"}}, 0, 0, 0, 2},
      {{{"limit", "51"}}, 0, 0, 51, 1},
      {{{"limit", "-1"}}, 0, 0, 20, 1},
      {{{"limit", "5x"}}, 0, 0, 5, 1},
      {{{"limit", "99999999999999999999999"}}, 0, 0, 20, 1},
  };
  for (const auto& c : cases) {
    Problems problems;
    const auto query = parse_recommend_query(
        [&](std::string_view name) -> std::optional<std::string_view> {
          const auto found = c.query.find(std::string(name));
          return found == c.query.end() ? std::nullopt : std::optional<std::string_view>(found->second);
        },
        problems);
    BOOST_TEST_CONTEXT((c.query.empty() ? "" : c.query.begin()->second.substr(0, 60))) {
      BOOST_TEST(query.seeds.size() == c.seeds);
      BOOST_TEST(query.heard.size() == c.heard);
      BOOST_TEST(query.limit == c.limit);
      BOOST_TEST(problems.size() == c.problems);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
