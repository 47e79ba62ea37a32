// Lyrics: lines of text, or LRC, which says when each line is sung. https://en.wikipedia.org/wiki/LRC_(file_format)
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace veza::library {

inline constexpr size_t max_lyrics = size_t{128} << 10;  // bytes

struct LyricLine {
  int64_t at_ms = 0;
  std::string text;  // may be empty: a pause
  bool operator==(const LyricLine&) const = default;
};

struct Lrc {
  std::vector<LyricLine> lines;  // by time
  std::string language;          // of the tag [la:…], empty without
};

// "[mm:ss.xx]text", a line with several times once for each; "[offset:±ms]" moves all (a positive one makes them
// earlier, never before 0). Times of words, <mm:ss.xx>, are dropped. Lines without a time, and those whose time is
// malformed (seconds over 59, minutes over 9999), are left out: no lines means that this is no LRC. At most 10000
// lines.
Lrc parse_lrc(std::string_view text);

}  // namespace veza::library
