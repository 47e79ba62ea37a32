// Writing tags with TagLib, in place, into a copy of an audio file. Compiled into veza-retag, a program of its own, for
// the reason of tags/tags.h.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace veza::library::tags {

struct Edits {
  // By TagLib's names for them in every format; an empty list takes the property away. What is not named stays.
  std::map<std::string, std::vector<std::string>> properties;
  // The picture instead of all front covers, or no picture at all; nothing leaves them alone.
  struct Picture {
    std::string bytes, type;  // "image/jpeg"; empty: none
  };
  std::optional<Picture> cover;
};

// Empty, or why it could not be written. `format` is a name of media/sniff.h: "flac", "mp3", "m4a", "vorbis", "opus",
// "wav" or "aiff". ID3v2 is written in version 2.4. The sound is not touched.
std::string write_tags(const std::string& path, const std::string& format, const Edits& edits);

}  // namespace veza::library::tags
