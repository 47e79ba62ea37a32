// Which of the found documents come first, and what the facets count. Plain values; the rows come from search/lookup.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <veza/json.hpp>

namespace veza::library {

struct Hit {
  int64_t n = 0;
  std::string kind, id, title, subtitle, title_words, people_words;
  std::optional<std::string> genre, musical_key;
  std::optional<int64_t> bpm, year;
  int64_t plays = 0, created_at = 0;
  int score = 0;
};

enum class Order { relevance, newest, plays };

// 4: the title is what was asked for; 3: begins with it; 2: all words are in the title; 1: in title and subtitle;
// 0: elsewhere. `wanted` as wanted_words (search/query.h) has them.
int score(const Hit& hit, const std::vector<std::string>& wanted);

// Relevance: by score, then artists before albums, playlists and tracks, then the most played, then the newest.
void rank(std::vector<Hit>& hits, const std::vector<std::string>& wanted, Order order);

// {"type": [{"value", "count"}], "genre", "key": the same, "bpm": [{"from", "to", "count"}], "year": the same}, the
// most frequent first, BPM and years (by tens) in order.
Json facets(const std::vector<Hit>& hits);

}  // namespace veza::library
