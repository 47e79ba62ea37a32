#include "backfill_job.h"

#include "analysis_job.h"
#include "store/fingerprints.h"
#include "tags/file_hash.h"

namespace veza::library {
namespace {

constexpr std::string_view kind = "library.backfill";
constexpr int64_t at_once = 50;

// The track after which it goes on; nothing when all have been seen.
std::optional<std::string> place(const Db& db) {
  std::optional<std::string> out;
  db.query("SELECT after_id FROM library_backfill WHERE kind = 'facts'", {},
           [&](const Row& row) { out = row.text(0); });
  return out;
}

std::vector<std::string> ids_after(const Db& db, const std::string& after) {
  std::vector<std::string> ids;
  db.query("SELECT id FROM library_tracks WHERE id > $1 ORDER BY id LIMIT $2", {after, at_once},
           [&](const Row& row) { ids.push_back(row.text(0)); });
  return ids;
}

void hash(const Services& services, const Track& track) {
  std::string sha256;
  services.blobs.with_file(original_key(track), [&](const std::string& path) { sha256 = tags::file_hash(path); });
  if (sha256.empty()) return;
  services.db.write([&](const Tx& tx) {
    // Of this file, and not of one that took its place meanwhile.
    tx.execute(
        "UPDATE library_tracks SET content_hash = $2 WHERE id = $1 AND content_hash IS NULL AND "
        "COALESCE(original_id, '') = $3",
        {track.id, sha256, track.original_id.value_or("")});
  });
}

void fill_in(const Services& services, const std::string& id, const Job& job) {
  const auto track = services.tracks.find(id);
  if (!track) return;
  if (!track->content_hash) hash(services, *track);
  bool heard = true;
  services.db.query("SELECT COUNT(*) FROM library_fingerprints WHERE track_id = $1", {id},
                    [&](const Row& row) { heard = row.integer(0) > 0; });
  if (!heard && track->status == "ready" && can_be_heard(*track)) analyse(services, id, job);
}

void run(const Services& services, const Job& job) {
  for (auto after = place(services.db); after; after = place(services.db)) {
    const auto ids = ids_after(services.db, *after);
    for (const auto& id : ids) {
      if (job.cancelled()) throw Error(VEZA_E_CANCELLED, "interrupted; it goes on later");
      try {
        fill_in(services, id, job);
      } catch (const Error& error) {
        // Its file is not there: the integrity job tells of that.
        if (error.status() != VEZA_E_NOT_FOUND) throw;
      }
      services.db.write(
          [&](const Tx& tx) { tx.execute("UPDATE library_backfill SET after_id = $1 WHERE kind = 'facts'", {id}); });
    }
    if (!ids.empty()) continue;
    services.db.write([](const Tx& tx) {
      // Held first, as FOR UPDATE: an import under way may have found the row and left its tracks to this job.
      tx.execute("UPDATE library_backfill SET after_id = after_id WHERE kind = 'facts'", {});
      tx.execute(
          "DELETE FROM library_backfill WHERE kind = 'facts' AND NOT EXISTS "
          "(SELECT 1 FROM library_tracks t WHERE t.id > library_backfill.after_id)",
          {});
    });
  }
}

void queue(const Services& services, const Tx& tx) {
  JobSpec job;
  job.kind = kind;
  job.unique_key = kind;
  job.max_attempts = 20;
  services.jobs.enqueue(tx, job);
}

}  // namespace

void backfill_from(const Services& services, const Tx& tx, std::string_view id) {
  // Ids are sorted by their time, and what they begin with stands before them. A row that is there is held, so that the
  // job does not end unseen.
  tx.execute(
      "INSERT INTO library_backfill (kind, after_id) VALUES ('facts', $1) "
      "ON CONFLICT (kind) DO UPDATE SET after_id = CASE WHEN library_backfill.after_id < $1 "
      "THEN library_backfill.after_id ELSE $1 END",
      {id.substr(0, id.size() - 1)});
  queue(services, tx);
}

void add_backfill_job(Services& services) {
  services.jobs.handle(kind, 1, [&services](const Job& job) { run(services, job); });
  if (place(services.db)) services.db.write([&](const Tx& tx) { queue(services, tx); });
}

}  // namespace veza::library
