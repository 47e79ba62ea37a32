// A track as the library keeps it, and as clients see it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <veza/json.hpp>

#include "media/sniff.h"
#include "rules/changes.h"
#include "rules/credits.h"
#include "rules/visibility.h"

namespace veza::library {

// Measured over the whole track; see the loudness members of the API's Track.
struct Loudness {
  double integrated_lufs = 0, range_lu = 0, true_peak_dbtp = 0, gain_db = 0;
};

inline constexpr std::string_view embedded_cover = "file";

struct Track {
  std::string id, owner_id;
  Visibility visibility = Visibility::listed;
  std::string status = "processing";  // "processing" | "ready" | "failed"
  std::optional<std::string> status_reason;
  std::string title;
  // `artist` is what is shown, `credits` who that is; `genre` is the first of `genres`.
  std::optional<std::string> artist, album, album_artist, album_type, genre;
  Credits credits;
  std::vector<std::string> genres, tags;
  std::optional<int64_t> year, track_number, disc_number;
  std::optional<int64_t> duration_ms, sample_rate, channels, bit_depth;
  Format format = Format::wav;
  std::string file_name;
  int64_t file_size = 0;
  std::optional<std::string> cover_type;  // "image/jpeg"; nothing without a cover
  std::optional<std::string> cover_id;    // of an uploaded one; nothing: the picture is the file's own
  int64_t cover_sized = 0;                // its sizes: 0 not made yet, 1 made, -1 cannot be made
  std::optional<Loudness> loudness;
  std::optional<double> bpm;
  std::optional<std::string> musical_key;           // as rules/music.h spells it
  bool bpm_detected = false, key_detected = false;  // computed, not said by anybody
  std::optional<std::string> isrc, licence, release_date, mb_recording_id, mb_track_id, mb_album_id;
  std::optional<std::string> content_hash;  // SHA-256 of the file, hex
  std::optional<std::string> original_id;   // of a file that took the place of the first
  std::optional<std::string> source_path;   // a file that stays where it is
  int64_t play_count = 0, like_count = 0;   // kept by whoever counts; an update leaves them alone
  std::optional<std::string> album_id;      // set by Collections::place, as is the artist_id of each credit
  bool placed = false;                      // its artists, album and tags are in their tables
  int64_t created_at = 0, updated_at = 0;   // ms since 1970

  // Everybody may read it.
  bool is_open() const { return visibility != Visibility::closed; }
  // Everybody may have it listed.
  bool is_listed() const { return visibility == Visibility::listed && status != "failed"; }
  Ownership ownership() const { return {owner_id, is_open()}; }
  // How the blobs of its cover are named.
  std::string cover_name() const { return cover_id.value_or(std::string(embedded_cover)); }
};

// Writes the changes over the track, and makes what belongs together agree: `artist` and `credits`, `genre` and
// `genres`, `year` and `release_date`. What somebody sets is no longer detected.
void apply(const Changes& changes, Track& track);

// The API's Track. `owner_name` may be empty when the account is gone.
Json to_json(const Track& track, const std::string& owner_name);

// The blobs of a track: all under files_prefix.
std::string files_prefix(std::string_view track_id);
std::string original_key(std::string_view track_id);  // of the file that came first
std::string original_key(const Track& track);
std::string cover_key(std::string_view track_id);  // of the picture in the file
// `cover` is Track::cover_name(). Below the prefix: its sizes, "64" to "1024".
std::string cover_key(std::string_view track_id, std::string_view cover);
std::string cover_prefix(std::string_view track_id, std::string_view cover);

}  // namespace veza::library
