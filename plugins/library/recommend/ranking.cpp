#include "recommend/ranking.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "rules/music.h"

namespace veza::library {
namespace {

// By how much a kind speaks for a track at full strength. That people chose it counts most; that it is there, least.
double weight(Because because) {
  switch (because) {
    case Because::listeners:
      return 1.0;
    case Because::artist:
      return 0.6;
    case Because::followed:
      return 0.7;
    case Because::tempo_and_key:
      return 0.55;
    case Because::tag:
      return 0.45;
    case Because::genre:
      return 0.4;
    case Because::key:
    case Because::tempo:
      return 0.2;
    case Because::popular:
      return 0.15;
    case Because::fresh:
      return 0.1;
  }
  return 0;
}

constexpr size_t artist_rest = 3;        // tracks before the same artist comes again
constexpr double wobble = 0.3;           // what `salt` may add, as a share of the score
constexpr double again_too_soon = 0.25;  // what the score of an artist who was just heard is worth

struct Ranked {
  Suggestion best;
  double best_share = 0, score = 0;
};

}  // namespace

std::string_view because_name(Because because) {
  constexpr std::array<std::string_view, 10> names{"listeners", "artist", "followed", "tempo_and_key", "tag",
                                                   "genre",     "key",    "tempo",    "popular",       "fresh"};
  return names[static_cast<size_t>(because)];
}

uint64_t stable_hash(std::string_view text, uint64_t seed) {
  uint64_t hash = 14695981039346656037ULL ^ seed;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  // FNV's upper bits hardly know a short text's end: MurmurHash3's finaliser spreads them.
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdULL;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53ULL;
  return hash ^ hash >> 33;
}

std::vector<Suggestion> rank(const std::vector<Suggestion>& candidates, const std::unordered_set<std::string>& heard,
                             size_t limit, uint64_t salt) {
  std::vector<Ranked> pool;
  std::unordered_map<std::string_view, size_t> places;
  for (const Suggestion& candidate : candidates) {
    if (heard.contains(candidate.track_id)) continue;
    const double share = weight(candidate.because) * std::clamp(candidate.strength, 0.0, 1.0);
    const auto [at, is_new] = places.try_emplace(candidate.track_id, pool.size());
    if (is_new) pool.push_back({candidate, share, 0});
    Ranked& ranked = pool[at->second];
    ranked.score += share;
    if (share > ranked.best_share || (share == ranked.best_share && candidate.because < ranked.best.because)) {
      ranked.best = candidate;
      ranked.best_share = share;
    }
  }
  for (Ranked& ranked : pool) {
    const double chance = static_cast<double>(stable_hash(ranked.best.track_id, salt) >> 11) / 9007199254740992.0;
    ranked.score *= 1 + wobble * chance;
  }
  std::vector<Suggestion> out;
  std::vector<std::string> last_artists;
  while (out.size() < limit && !pool.empty()) {
    const auto worth = [&](const Ranked& ranked) {
      const bool soon =
          !ranked.best.artist_key.empty() &&
          std::find(last_artists.end() - static_cast<ptrdiff_t>(std::min(artist_rest, last_artists.size())),
                    last_artists.end(), ranked.best.artist_key) != last_artists.end();
      return ranked.score * (soon ? again_too_soon : 1);
    };
    const auto next = std::max_element(pool.begin(), pool.end(), [&](const Ranked& a, const Ranked& b) {
      const double x = worth(a), y = worth(b);
      return x != y ? x < y : a.best.track_id < b.best.track_id;
    });
    last_artists.push_back(next->best.artist_key);
    out.push_back(std::move(next->best));
    *next = std::move(pool.back());
    pool.pop_back();
  }
  return out;
}

std::vector<std::string> harmonic_neighbours(std::string_view key) {
  const std::string_view place = camelot(key);
  if (place.empty()) return {};
  const char letter = place.back();
  const int hour = std::stoi(std::string(place.substr(0, place.size() - 1)));
  const auto key_at = [](int at, char side) { return *musical_key(std::to_string((at + 11) % 12 + 1) + side); };
  return {std::string(key), key_at(hour + 1, letter), key_at(hour - 1, letter),
          key_at(hour, letter == 'A' ? 'B' : 'A')};
}

}  // namespace veza::library
