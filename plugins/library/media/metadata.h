// What a file says about itself, made fit to be stored.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/json.hpp>

#include "media/sniff.h"
#include "rules/credits.h"

namespace veza::library {

// Texts are cleaned and cut to the lengths of rules/changes.h; numbers outside their ranges are left out.
struct Metadata {
  std::optional<std::string> title, artist, album, album_artist, genre;
  std::optional<int64_t> year, track_number, disc_number;
  std::optional<int64_t> duration_ms, sample_rate, channels, bit_depth;
  Credits credits;
  std::vector<std::string> genres;
  std::optional<double> bpm;
  std::optional<std::string> musical_key, album_type, isrc, licence, release_date;
  std::optional<std::string> mb_recording_id, mb_track_id, mb_album_id, content_hash;
  std::string plain_lyrics, synced_lyrics;  // lines; empty: none
};

// From the line that veza-tags prints. Whatever is missing or of the wrong type is left out. Who made the track is said
// in many ways (media/tag_credits.h); a text of lyrics that is LRC counts as synced.
Metadata metadata_from(const Json& tags);

// What a file that could be read said, and its picture.
struct FileTags {
  Metadata metadata;
  bool read = false;    // false: the reader failed; everything else is empty
  std::string problem;  // then: why, for the log
  std::string cover;
  std::string cover_type;  // "image/jpeg"; empty without a cover
};

// Runs veza-tags over a local file, for at most ten seconds. `cover_file` is a scratch path, removed afterwards. Never
// throws for what is in the file. [worker]
FileTags read_file_tags(const std::string& program, Format format, const std::string& path,
                        const std::string& cover_file);

// "image/jpeg", "image/png" or "image/webp", by the bytes; empty for anything else.
std::string_view picture_type(std::string_view bytes);

// Whether the end of such a picture is there. Decoders take half a picture and leave the rest grey.
bool picture_is_whole(std::string_view bytes);

}  // namespace veza::library
