// What a file says about itself, made fit to be stored.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <veza/json.hpp>

#include "media/sniff.h"

namespace veza::library {

// Texts are cleaned and cut to the lengths of rules/changes.h; numbers outside their ranges are left out.
struct Metadata {
  std::optional<std::string> title, artist, album, album_artist, genre;
  std::optional<int64_t> year, track_number, disc_number;
  std::optional<int64_t> duration_ms, sample_rate, channels, bit_depth;
};

// From the line that veza-tags prints. Whatever is missing or of the wrong type is left out.
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

}  // namespace veza::library
