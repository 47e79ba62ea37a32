#include "playlists/matching.h"

#include <boost/test/unit_test.hpp>

#include "listening/play_rules.h"

using namespace veza::library;

BOOST_AUTO_TEST_SUITE(playlist_matching)

BOOST_AUTO_TEST_CASE(entries_find_their_tracks) {
  const std::vector<Candidate> songs{{"long", "song", "ann", 300'000},
                                     {"short", "song", "ann", 180'000},
                                     {"bobs", "song", "bob", 180'500},
                                     {"fresh", "new", "ann", 0}};
  Catalogue site;
  site.by_id = [&](const std::string& id) { return id == "long" ? std::vector{songs[0]} : std::vector<Candidate>(); };
  site.by_recording = [&](const std::string& id) {
    return id == "rec" ? std::vector{songs[1]} : std::vector<Candidate>();
  };
  site.by_isrc = [&](const std::string& isrc) {
    return isrc == "ISRC" ? std::vector{songs[2]} : std::vector<Candidate>();
  };
  site.by_title = [&](const std::string& title) {
    std::vector<Candidate> out;
    for (const auto& each : songs) {
      if (each.title_key == title) out.push_back(each);
    }
    return out;
  };
  const auto entry = [](std::string title, std::string creator, int64_t ms) {
    Entry out;
    out.title = std::move(title);
    out.creator = std::move(creator);
    out.duration_ms = ms;
    return out;
  };
  struct Case {
    const char* name;
    Entry entry;
    const char* id;  // "": none
  };
  Case cases[] = {
      {"its id", entry("song", "bob", 1), "long"},
      {"an id that is not there", entry("Song", "Ann", 181'000), "short"},
      {"the recording", entry("x", "", 0), "short"},
      {"the ISRC", entry("x", "", 0), "bobs"},
      {"title, artist and length", entry("SONG", "ANN", 299'000), "long"},
      {"the nearest length", entry("song", "ann", 181'000), "short"},
      {"no length", entry("song", "bob", 0), "bobs"},
      {"a track without a length yet", entry("New", "Ann", 12'000), "fresh"},
      {"another length", entry("song", "bob", 200'000), ""},
      {"another artist", entry("song", "carl", 0), ""},
      {"only a title that many have", entry("song", "", 0), ""},
      {"only a title and a length", entry("song", "", 300'500), "long"},
      {"nothing", entry("", "", 0), ""},
  };
  cases[0].entry.track_id = "long";
  cases[1].entry.track_id = "gone";
  cases[2].entry.mb_recording_id = "rec";
  cases[3].entry.isrc = "ISRC";
  for (const auto& c : cases) BOOST_TEST(match(c.entry, site).value_or("") == c.id, c.name);
}

BOOST_AUTO_TEST_CASE(when_a_play_counts) {
  struct Case {
    int64_t heard;
    std::optional<int64_t> duration, last;
    bool counts;
  };
  const int64_t now = 1'000'000;
  const Case cases[] = {{29'999, 200'000, {}, false},
                        {30'000, 200'000, {}, true},
                        {10'000, 20'000, {}, true},
                        {9'999, 20'000, {}, false},
                        {30'000, {}, {}, true},
                        {15'000, {}, {}, false},
                        {30'000, 200'000, now - 29'999, false},
                        {30'000, 200'000, now - 30'000, true},
                        {10'000, 20'000, now - 9'999, false},
                        {10'000, 20'000, now - 10'000, true},
                        {0, 1, {}, false},
                        {1, 1, {}, true}};
  for (const auto& c : cases) {
    BOOST_TEST(counts(c.heard, c.duration, c.last, now) == c.counts, c.heard << " of " << c.duration.value_or(-1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
