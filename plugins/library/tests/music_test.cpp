#include "rules/music.h"

#include <boost/test/unit_test.hpp>

#include "rules/credits.h"
#include "store/track.h"

using namespace veza;
using namespace veza::library;

BOOST_AUTO_TEST_SUITE(music)

BOOST_AUTO_TEST_CASE(keys) {
  const std::pair<std::string, std::string> cases[] = {{"Am", "Am"},
                                                       {"A minor", "Am"},
                                                       {"a min", "Am"},
                                                       {"8A", "Am"},
                                                       {"08a", "Am"},
                                                       {"CM", "C"},
                                                       {"Cm", "Cm"},
                                                       {"C", "C"},
                                                       {"c maj", "C"},
                                                       {"Gb", "F#"},
                                                       {"G♭ major", "F#"},
                                                       {"F♯m", "F#m"},
                                                       {"D#m", "Ebm"},
                                                       {"Cb", "B"},
                                                       {"B#", "C"},
                                                       {"12B", "E"},
                                                       {"a moll", "Am"},
                                                       {"E dur", "E"},
                                                       {"", ""},
                                                       {"H", ""},
                                                       {"13A", ""},
                                                       {"0A", ""},
                                                       {"Amm", ""},
                                                       {"A##", ""},
                                                       {"   ", ""},
                                                       {"off key", ""},
                                                       {"A\nm", ""},
                                                       {"C-sharp", ""},
                                                       {std::string(500, 'A'), ""}};
  for (const auto& [text, key] : cases) {
    BOOST_TEST(musical_key(text).value_or("") == key, text);
    if (!key.empty()) {
      BOOST_TEST(musical_key(camelot(key)).value_or("") == key, text);
    }
  }
  BOOST_TEST(camelot("F#m") == "11A");
  BOOST_TEST(camelot("x") == "");
}

BOOST_AUTO_TEST_CASE(dates) {
  const std::pair<std::string, std::string> cases[] = {{"2004", "2004"},
                                                       {"2004-05", "2004-05"},
                                                       {"2004-05-06", "2004-05-06"},
                                                       {"2004-05-06T10:00:00Z", "2004-05-06"},
                                                       {"2004-00-00", "2004"},
                                                       {"2004-05-00", "2004-05"},
                                                       {"2024-02-29", "2024-02-29"},
                                                       {"2000-02-29", "2000-02-29"},
                                                       {"1900-02-29", ""},
                                                       {"2023-02-29", ""},
                                                       {"2004-13", ""},
                                                       {"2004-04-31", ""},
                                                       {"0000", ""},
                                                       {"20", ""},
                                                       {"20040506", ""},
                                                       {"2004/05/06", ""},
                                                       {"abcd", ""},
                                                       {"2004-5-6", ""},
                                                       {"", ""},
                                                       {"-204", ""}};
  for (const auto& [text, date] : cases) BOOST_TEST(release_date(text).value_or("") == date, text);
}

BOOST_AUTO_TEST_CASE(codes) {
  BOOST_TEST(isrc("GB-AYE-68-00011").value_or("") == "GBAYE6800011");
  BOOST_TEST(isrc("usrc17607839").value_or("") == "USRC17607839");
  for (const char* bad : {"", "GBAYE680001", "GBAYE68000111", "1BAYE6800011", "GBAYE680001X", "GB'AYE680001"}) {
    BOOST_TEST(!isrc(bad), bad);
  }
  BOOST_TEST(mbid("5B11F4CE-A62D-471E-81FC-A69A8278C7DA").value_or("") == "5b11f4ce-a62d-471e-81fc-a69a8278c7da");
  for (const char* bad :
       {"", "5b11f4ce", "5b11f4cexa62d-471e-81fc-a69a8278c7da", "../../../../../../../../../etc/passw"}) {
    BOOST_TEST(!mbid(bad), bad);
  }
  BOOST_TEST(album_type("EP").value_or("") == "ep");
  BOOST_TEST(!album_type("LP"));
}

BOOST_AUTO_TEST_CASE(artists_of_a_line) {
  const Credits featured{{"main", "Air"}, {"featured", "Beth Hirsch"}};
  for (const char* line : {"Air feat. Beth Hirsch", "Air ft. Beth Hirsch", "Air FEAT Beth Hirsch",
                           "Air (feat. Beth Hirsch)", "Air [ft Beth Hirsch]", " Air  featuring Beth Hirsch "}) {
    BOOST_TEST((credits_of(line) == featured), line);
  }
  for (const char* line : {"Simon & Garfunkel", "Earth, Wind & Fire", "AC/DC", "feat. Nobody", "Little Feat",
                           "Left Ft.", "Defeat of Death", "X feat. "}) {
    const auto credits = credits_of(line);
    BOOST_REQUIRE(credits.size() == 1U);
    BOOST_TEST(credits[0].role == "main");
  }
  BOOST_TEST(credits_of("  ").empty());
  BOOST_TEST(credit_line(featured) == "Air feat. Beth Hirsch");
  BOOST_TEST(credit_line({{"main", "A"}, {"main", "B"}, {"producer", "C"}}) == "A, B");
  BOOST_TEST(credit_line({{"producer", "C"}}) == "");
}

BOOST_AUTO_TEST_CASE(stored_credits_come_back) {
  const Credits credits{{"main", "A \"quoted\" ü", "5b11f4ce-a62d-471e-81fc-a69a8278c7da", "id"}, {"producer", "B"}};
  BOOST_TEST((credits_from(to_text(stored(credits))) == credits));
  for (const char* bad : {"", "x", "{}", "[5]", "[{}]", R"([{"role":"boss","name":"A"}])", R"([{"role":"main"}])",
                          R"([{"role":"main","name":7}])"}) {
    BOOST_TEST(credits_from(bad).empty(), bad);
  }
  BOOST_TEST((names_from(R"(["a",5,"b"])") == std::vector<std::string>{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(what_belongs_together_agrees) {
  const auto change = [](Track& track, const char* json) {
    Problems problems;
    const auto changes = parse_changes(Json::parse(json), problems);
    BOOST_REQUIRE(problems.empty());
    apply(changes, track);
  };
  Track track;
  change(track, R"({"artist":"A feat. B"})");
  BOOST_TEST(track.credits.size() == 2U);
  change(track,
         R"({"credits":[{"role":"main","name":"C"},{"role":"main","name":"D"},{"role":"producer","name":"E"}]})");
  BOOST_TEST(*track.artist == "C, D");
  change(track, R"({"artist":"F"})");
  BOOST_TEST((track.credits == Credits{{"main", "F"}, {"producer", "E"}}));
  change(track, R"({"artist":null})");
  BOOST_TEST((track.credits == Credits{{"producer", "E"}}));
  change(track, R"({"genres":["Jazz","jazz","Blues",""]})");
  BOOST_TEST((track.genres == std::vector<std::string>{"Jazz", "Blues"}));
  BOOST_TEST(*track.genre == "Jazz");
  change(track, R"({"genre":"Soul"})");
  BOOST_TEST((track.genres == std::vector<std::string>{"Soul"}));
  change(track, R"({"release_date":"2004-05-06"})");
  BOOST_TEST(*track.year == 2004);
  change(track, R"({"year":2005})");
  BOOST_TEST(!track.release_date.has_value());
  track.bpm_detected = track.key_detected = true;
  change(track, R"({"bpm":128.5,"musical_key":"8A"})");
  BOOST_TEST(!track.bpm_detected);
  BOOST_TEST(!track.key_detected);
  BOOST_TEST(*track.musical_key == "Am");
}

BOOST_AUTO_TEST_SUITE_END()
