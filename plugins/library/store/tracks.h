// The table library_tracks.
#pragma once
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "rules/listing.h"
#include "store/track.h"

namespace veza::library {

struct Page {
  std::vector<Track> tracks;
  std::optional<std::string> next_cursor;
  int64_t total = 0;
  bool total_is_exact = true;  // false: there are more than `total`
};

// Reads: [worker]. The functions that take a Tx: inside its transaction.
class Tracks {
 public:
  explicit Tracks(const Db& db) : db_(db) {}

  std::optional<Track> find(std::string_view id) const;
  // The track when the viewer may read it; otherwise throws HttpError 404.
  Track require_readable(std::string_view id, const Viewer& viewer) const;
  // The same for changing it; HttpError 404 or 403.
  Track require_editable(std::string_view id, const Viewer& viewer) const;
  Track require_deletable(std::string_view id, const Viewer& viewer) const;
  Page list(const ListQuery& query, const Viewer& viewer) const;

  // The tracks of an artist that the viewer may have listed, the newest first; `role` empty: any. `before` is a track's
  // id, and next_cursor one too.
  Page by_artist(std::string_view artist_id, std::string_view role, const Viewer& viewer, int64_t per_page,
                 std::string_view before) const;

  // Files that somebody has more than once, by their bytes, in the order of the hashes behind `after`.
  struct Copies {
    std::string content_hash;
    int64_t count = 0;
  };
  std::vector<Copies> duplicates(std::string_view owner_id, std::string_view after, int64_t limit) const;
  // The first hundred tracks of one such file, the oldest first.
  std::vector<Track> copies(std::string_view owner_id, std::string_view content_hash) const;

  // The same of a group of store/fingerprints.h.
  std::vector<Track> of_recording(std::string_view owner_id, std::string_view group_id) const;

  // All of them, the oldest first.
  std::vector<Track> owned_by(std::string_view user_id) const;
  static std::vector<Track> owned_by(const Tx& tx, std::string_view user_id, int64_t limit);

  static std::optional<Track> find(const Tx& tx, std::string_view id);
  // The same, and no other transaction changes the track before this one ends.
  static std::optional<Track> hold(const Tx& tx, std::string_view id);
  // These keep the tables of artists, albums and tags too (store/collections.h), and write the ids that gives into
  // `track`.
  static void insert(const Tx& tx, Track& track);
  // Writes what people may change, what was detected, and updated_at. False when the track is gone.
  static bool update(const Tx& tx, Track& track);
  static bool remove(const Tx& tx, std::string_view id);
  // Another file in place of the one it had; also writes its updated_at.
  static void set_original(const Tx& tx, Track& track, std::string_view original_id, int64_t size,
                           std::string_view content_hash);
  // What became of the sizes of the cover that `track` has. False when it has another one by now.
  static bool set_cover_sized(const Tx& tx, const Track& track, bool made);

  // What media_ready measured. Members that are not known keep their value.
  struct Media {
    std::optional<int64_t> duration_ms, sample_rate, channels;
    std::optional<Loudness> loudness;
  };
  // "ready" with what was measured, "failed" with a reason, "processing". False when the track is gone.
  static bool set_ready(const Tx& tx, std::string_view id, const Media& media);
  static bool set_failed(const Tx& tx, std::string_view id, std::string_view reason);
  static bool set_processing(const Tx& tx, std::string_view id);

 private:
  using Rule = Access (*)(const Viewer&, const Ownership&);
  Track require(std::string_view id, const Viewer& viewer, Rule rule) const;
  static bool set_status(const Tx& tx, std::string_view id, std::string_view status,
                         const std::function<bool()>& write);

  const Db& db_;
};

}  // namespace veza::library
