#include "store/fingerprints.h"

#include <algorithm>

namespace veza::library {
namespace {

// So many that share words are looked at closely.
constexpr int64_t most_candidates = 10;

struct Candidate {
  std::string track_id, group_id;
  Fingerprint fingerprint;
};

// Tracks of the same person and about the same length, those that share most words first.
std::vector<Candidate> candidates(const Tx& tx, const Track& track, const std::vector<uint32_t>& words) {
  std::vector<Candidate> out;
  if (words.empty()) return out;
  const int64_t duration = track.duration_ms.value_or(0), around = most_difference_ms(duration);
  Params params{track.owner_id, track.id, duration - around, duration + around, most_candidates};
  std::string list;
  for (const uint32_t word : words) {
    params.emplace_back(static_cast<int64_t>(word));
    list += (list.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  tx.query(
      "SELECT f.track_id, COALESCE(f.group_id, ''), f.words FROM library_fingerprints f JOIN ("
      "SELECT l.number, COUNT(*) AS hits FROM library_landmarks l JOIN library_fingerprints g ON g.number = l.number "
      "JOIN library_tracks t ON t.id = g.track_id WHERE l.word IN (" +
          list +
          ") AND t.owner_id = $1 AND t.id <> $2 AND t.duration_ms BETWEEN $3 AND $4 "
          "GROUP BY l.number ORDER BY hits DESC, l.number LIMIT $5) found ON found.number = f.number "
          "ORDER BY found.hits DESC, f.number",
      params, [&](const Row& row) {
        if (auto fingerprint = fingerprint_from(row.view(2))) {
          out.push_back({row.text(0), row.text(1), std::move(*fingerprint)});
        }
      });
  return out;
}

// The track joins what it is like; groups that it shows to be one become one.
void join(const Tx& tx, const Track& track, const Fingerprint& fingerprint, const std::vector<uint32_t>& words) {
  std::string group;
  double closest = 0;
  for (const auto& other : candidates(tx, track, words)) {
    const auto confidence = same_recording(fingerprint, other.fingerprint);
    if (!confidence) continue;
    closest = std::max(closest, *confidence);
    if (group.empty()) group = other.group_id.empty() ? other.track_id : other.group_id;
    if (other.group_id.empty()) {
      tx.execute("UPDATE library_fingerprints SET group_id = $2, confidence = $3 WHERE track_id = $1",
                 {other.track_id, group, *confidence});
    } else if (other.group_id != group) {
      tx.execute("UPDATE library_fingerprints SET group_id = $2 WHERE group_id = $1", {other.group_id, group});
    }
  }
  if (group.empty()) return;
  tx.execute("UPDATE library_fingerprints SET group_id = $2, confidence = $3 WHERE track_id = $1",
             {track.id, group, closest});
}

}  // namespace

bool Fingerprints::has(const Tx& tx, std::string_view track_id) {
  bool found = false;
  tx.query("SELECT 1 FROM library_fingerprints WHERE track_id = $1", {track_id}, [&](const Row&) { found = true; });
  return found;
}

void Fingerprints::put(const Tx& tx, const Track& track, const Fingerprint& fingerprint) {
  int64_t number = 0;
  tx.query("UPDATE library_fingerprint_numbers SET last = last + 1 WHERE id = 1 RETURNING last", {},
           [&](const Row& row) { number = row.integer(0); });
  remove(tx, track.id);
  tx.execute("INSERT INTO library_fingerprints (track_id, number, words) VALUES ($1, $2, $3)",
             {track.id, number, stored(fingerprint)});
  const auto words = landmarks(fingerprint);
  for (const uint32_t word : words) {
    tx.execute("INSERT INTO library_landmarks (word, number) VALUES ($1, $2)", {static_cast<int64_t>(word), number});
  }
  join(tx, track, fingerprint, words);
}

void Fingerprints::remove(const Tx& tx, std::string_view track_id) {
  std::optional<Fingerprint> fingerprint;
  std::string group;
  int64_t number = 0;
  tx.query("DELETE FROM library_fingerprints WHERE track_id = $1 RETURNING number, words, COALESCE(group_id, '')",
           {track_id}, [&](const Row& row) {
             number = row.integer(0);
             fingerprint = fingerprint_from(row.view(1));
             group = row.text(2);
           });
  if (!fingerprint) return;
  for (const uint32_t word : landmarks(*fingerprint)) {
    tx.execute("DELETE FROM library_landmarks WHERE word = $1 AND number = $2", {static_cast<int64_t>(word), number});
  }
  if (group.empty()) return;
  tx.execute(
      "UPDATE library_fingerprints SET group_id = NULL, confidence = NULL WHERE group_id = $1 AND "
      "(SELECT COUNT(*) FROM library_fingerprints WHERE group_id = $1) = 1",
      {group});
}

std::vector<Fingerprints::Group> Fingerprints::groups(const Db& db, std::string_view owner_id, std::string_view after,
                                                      int64_t limit) {
  std::vector<Group> out;
  // Those whose files are all the same bytes are found by these.
  db.query(
      "SELECT f.group_id, COUNT(*), MIN(f.confidence) FROM library_fingerprints f "
      "JOIN library_tracks t ON t.id = f.track_id WHERE f.group_id > $2 AND t.owner_id = $1 GROUP BY f.group_id "
      "HAVING COUNT(DISTINCT COALESCE(t.content_hash, t.id)) > 1 ORDER BY f.group_id LIMIT $3",
      {owner_id, after, limit}, [&](const Row& row) {
        out.push_back({row.text(0), row.integer(1), row.real(2)});
      });
  return out;
}

}  // namespace veza::library
