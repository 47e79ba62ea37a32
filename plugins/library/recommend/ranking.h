// What to hear next, out of what might be: candidates with reasons in, an order out. Plain functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace veza::library {

// Why a track is recommended; the first of equals is what people are told.
enum class Because {
  listeners,      // who heard the seed heard this too
  artist,         // by an artist of the seed
  followed,       // by an artist the viewer follows
  tempo_and_key,  // mixes with the seed
  tag,            // shares a tag with it
  genre,          // shares a genre
  key,
  tempo,
  popular,  // the most played here
  fresh     // the newest here
};
std::string_view because_name(Because because);  // "listeners", "tempo_and_key", …

struct Suggestion {
  std::string track_id;
  std::string artist_key;  // folded; two tracks of one artist should not follow each other
  Because because = Because::fresh;
  double strength = 0;       // 0 to 1, of its kind
  std::string about = {};    // the artist, genre or tag; the seed's title
  std::string seed_id = {};  // the track it goes with; empty: none
  bool operator==(const Suggestion&) const = default;
};

// The best `limit`, each track once, with its strongest reason; those in `heard` left out. A track that several
// candidates speak for ranks higher. `salt` varies the order a little, the same way each time, so that a radio that
// asks again with another salt goes on elsewhere; an artist comes again after three others where there are any.
std::vector<Suggestion> rank(const std::vector<Suggestion>& candidates, const std::unordered_set<std::string>& heard,
                             size_t limit, uint64_t salt);

// 64 bits of FNV-1a, mixed once more: the same on every node and in every version.
uint64_t stable_hash(std::string_view text, uint64_t seed = 0);

// The keys that mix with `key` (rules/music.h), itself first: one step around the Camelot wheel either way, and the
// relative minor or major. Empty for what is no key.
std::vector<std::string> harmonic_neighbours(std::string_view key);

}  // namespace veza::library
