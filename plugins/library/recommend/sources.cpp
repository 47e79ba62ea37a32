#include "recommend/sources.h"

#include <algorithm>

#include <veza/id.hpp>

#include "rules/text.h"

namespace veza::library {
namespace {

// $1 is the viewer. Also for moderators: nobody is recommended what somebody else keeps to themselves.
constexpr const char* seen = "t.status = 'ready' AND (t.visibility = 'public' OR t.owner_id = $1)";

constexpr int64_t day_ms = 86'400'000;
constexpr double tempo_range = 0.06;  // what a turntable's pitch can do

}  // namespace

void Sources::read(const std::string& sql, std::vector<Param> params, Suggestion candidate,
                   std::vector<Suggestion>& out) const {
  const size_t first = out.size();
  params.insert(params.begin(), Param(viewer_id_));
  db_.query(sql, params, [&](const Row& row) {
    out.push_back(candidate);
    out.back().track_id = row.text(0);
    out.back().artist_key = row.text(1);
  });
  const auto rows = static_cast<double>(out.size() - first);
  for (size_t i = first; i < out.size(); ++i) {
    out[i].strength *= 1 - 0.5 * static_cast<double>(i - first) / rows;
  }
}

void Sources::beside(const Track& seed, std::vector<Suggestion>& out) const {
  listeners(seed, out);
  artists(seed, out);
  words(seed, out);
  tempo_and_key(seed, out);
}

// Two listeners at least, so that nobody's history shows in somebody else's recommendations.
void Sources::listeners(const Track& seed, std::vector<Suggestion>& out) const {
  Suggestion candidate{{}, {}, Because::listeners, 1, seed.title, seed.id};
  read(std::string("SELECT t.id, t.artist_key, COUNT(DISTINCT p.user_id) AS n FROM "
                   "(SELECT DISTINCT user_id FROM library_plays WHERE track_id = $2 AND counted_at IS NOT NULL AND "
                   "user_id <> $1 LIMIT 50) u JOIN library_plays p ON p.user_id = u.user_id AND p.created_at > $3 "
                   "JOIN library_tracks t ON t.id = p.track_id WHERE p.counted_at IS NOT NULL AND t.id <> $2 AND ") +
           seen + " GROUP BY t.id, t.artist_key HAVING COUNT(DISTINCT p.user_id) >= 2 ORDER BY n DESC, t.id LIMIT 60",
       {seed.id, now_ms() - 60 * day_ms}, candidate, out);
}

void Sources::artists(const Track& seed, std::vector<Suggestion>& out) const {
  int64_t most = 3;
  for (const auto& credit : seed.credits) {
    if (credit.role != "main" && credit.role != "featured" && credit.role != "remixer") continue;
    if (credit.artist_id.empty() || most-- == 0) continue;
    read(
        std::string("SELECT t.id, t.artist_key FROM library_track_artists a JOIN library_tracks t ON t.id = a.track_id "
                    "WHERE a.artist_id = $2 AND a.is_first = 1 AND t.id <> $3 AND ") +
            seen + " ORDER BY a.track_id DESC LIMIT 40",
        {credit.artist_id, seed.id}, {{}, {}, Because::artist, 1, credit.name, seed.id}, out);
  }
}

void Sources::words(const Track& seed, std::vector<Suggestion>& out) const {
  const auto each = [&](const char* kind, Because because, const std::vector<std::string>& names, size_t most) {
    for (size_t i = 0; i < std::min(most, names.size()); ++i) {
      const std::string key = key_of(names[i]);
      int64_t first = 0, last = 0;
      for (const auto& [order, bound] : {std::pair{"", &first}, std::pair{" DESC", &last}}) {
        const std::string by(order);
        db_.query(
            "SELECT track_created_at FROM library_track_tags WHERE kind = $1 AND key = $2 ORDER BY track_created_at" +
                by + ", track_id" + by + " LIMIT 1",
            {kind, key}, [&, to = bound](const Row& row) { *to = row.integer(0); });
      }
      // From somewhere in the list: a radio that always began at the newest would never leave them.
      const auto span = static_cast<uint64_t>(last - first) + 1;
      const auto from = first + static_cast<int64_t>(stable_hash(key, salt_) % span);
      for (const int64_t start : {from, last}) {
        read(std::string(
                 "SELECT t.id, t.artist_key FROM library_track_tags g JOIN library_tracks t ON t.id = g.track_id "
                 "WHERE g.kind = $2 AND g.key = $3 AND g.track_created_at <= $4 AND t.id <> $5 AND ") +
                 seen + " ORDER BY g.track_created_at DESC, g.track_id DESC LIMIT 40",
             {kind, key, start, seed.id}, {{}, {}, because, 1.0 / static_cast<double>(i + 1), names[i], seed.id}, out);
        if (from == last) break;
      }
    }
  };
  each("genre", Because::genre, seed.genres, 2);
  each("tag", Because::tag, seed.tags, 4);
}

void Sources::tempo_and_key(const Track& seed, std::vector<Suggestion>& out) const {
  const double low = seed.bpm.value_or(0) * (1 - tempo_range), high = seed.bpm.value_or(0) * (1 + tempo_range);
  // Where in the range a read begins.
  const double from = low + (high - low) * static_cast<double>(stable_hash(seed.id, salt_) % 1000) / 1250;
  if (!seed.musical_key) {
    if (!seed.bpm) return;
    read(std::string("SELECT t.id, t.artist_key FROM library_tracks t WHERE t.bpm IS NOT NULL AND t.bpm >= $2 AND "
                     "t.bpm <= $3 AND t.id <> $4 AND ") +
             seen + " ORDER BY t.bpm, t.id LIMIT 40",
         {from, high, seed.id}, {{}, {}, Because::tempo, 1, seed.title, seed.id}, out);
    return;
  }
  double strength = 1;
  for (const auto& key : harmonic_neighbours(*seed.musical_key)) {
    std::vector<Param> params{key, seed.id};
    std::string range;
    if (seed.bpm) {
      range = " AND t.bpm >= $4 AND t.bpm <= $5";
      params.emplace_back(from);
      params.emplace_back(high);
    }
    read(std::string("SELECT t.id, t.artist_key FROM library_tracks t WHERE t.musical_key = $2 AND t.id <> $3") +
             range + " AND " + seen + " ORDER BY t.bpm, t.id LIMIT 20",
         std::move(params), {{}, {}, seed.bpm ? Because::tempo_and_key : Because::key, strength, seed.title, seed.id},
         out);
    strength = 0.8;
  }
}

void Sources::followed(std::vector<Suggestion>& out) const {
  if (viewer_id_.empty()) return;
  db_.query(std::string("SELECT t.id, t.artist_key, a.name FROM library_follows f JOIN library_artists a ON "
                        "a.id = f.artist_id JOIN library_track_artists x ON x.artist_id = a.id AND x.is_first = 1 "
                        "JOIN library_tracks t ON t.id = x.track_id WHERE f.user_id = $1 AND ") +
                seen + " ORDER BY x.track_id DESC LIMIT 60",
            {viewer_id_}, [&](const Row& row) {
              out.push_back({row.text(0), row.text(1), Because::followed, 1, row.text(2), {}});
            });
}

void Sources::cold_start(std::vector<Suggestion>& out) const {
  read(std::string("SELECT t.id, t.artist_key FROM library_tracks t WHERE t.play_count > 0 AND ") + seen +
           " ORDER BY t.play_count DESC, t.id DESC LIMIT 120",
       {}, {{}, {}, Because::popular, 1, {}, {}}, out);
  read(std::string("SELECT t.id, t.artist_key FROM library_tracks t WHERE ") + seen +
           " ORDER BY t.created_at DESC, t.id DESC LIMIT 120",
       {}, {{}, {}, Because::fresh, 1, {}, {}}, out);
}

std::unordered_set<std::string> Sources::last_heard(int64_t most) const {
  std::unordered_set<std::string> out;
  if (viewer_id_.empty()) return out;
  db_.query("SELECT track_id FROM library_plays WHERE user_id = $1 ORDER BY created_at DESC, play_id DESC LIMIT $2",
            {viewer_id_, most}, [&](const Row& row) { out.insert(row.text(0)); });
  return out;
}

std::vector<std::string> Sources::taste(int64_t most) const {
  std::vector<std::string> out;
  if (viewer_id_.empty()) return out;
  db_.query(
      "SELECT track_id FROM (SELECT track_id, created_at FROM library_likes WHERE user_id = $1 ORDER BY created_at "
      "DESC, "
      "track_id DESC LIMIT $2) l UNION ALL SELECT track_id FROM (SELECT track_id, created_at FROM library_plays WHERE "
      "user_id = $1 AND counted_at IS NOT NULL ORDER BY created_at DESC, play_id DESC LIMIT $2) p",
      {viewer_id_, most}, [&](const Row& row) {
        if (std::find(out.begin(), out.end(), row.view(0)) == out.end()) out.push_back(row.text(0));
      });
  return out;
}

}  // namespace veza::library
