// A track as the library keeps it, and as clients see it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <veza/json.hpp>

#include "media/sniff.h"
#include "rules/changes.h"
#include "rules/visibility.h"

namespace veza::library {

// Measured over the whole track; see the loudness members of the API's Track.
struct Loudness {
  double integrated_lufs = 0, range_lu = 0, true_peak_dbtp = 0, gain_db = 0;
};

struct Track {
  std::string id, owner_id;
  bool is_public = true;
  std::string status = "processing";  // "processing" | "ready" | "failed"
  std::optional<std::string> status_reason;
  std::string title;
  std::optional<std::string> artist, album, album_artist, genre;
  std::optional<int64_t> year, track_number, disc_number;
  std::optional<int64_t> duration_ms, sample_rate, channels, bit_depth;
  Format format = Format::wav;
  std::string file_name;
  int64_t file_size = 0;
  std::optional<std::string> cover_type;  // "image/jpeg"; nothing without a cover
  std::optional<Loudness> loudness;
  int64_t created_at = 0, updated_at = 0;  // ms since 1970

  Ownership ownership() const { return {owner_id, is_public}; }
};

void apply(const Changes& changes, Track& track);

// The API's Track. `owner_name` may be empty when the account is gone.
Json to_json(const Track& track, const std::string& owner_name);

// The blobs of a track: all under files_prefix.
std::string files_prefix(std::string_view track_id);
std::string original_key(std::string_view track_id);
std::string cover_key(std::string_view track_id);

}  // namespace veza::library
