// Whether a song is given as it is, or converted, and to what. A plain rule.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "protocol/params.h"

namespace veza::opensubsonic {

struct Wanted {
  std::string format;       // empty: none named; "raw": as it is
  int64_t max_bitrate = 0;  // kbit/s; 0: any
  int64_t offset_s = 0;     // seconds left out in front
  bool estimate = false;    // a Content-Length is asked for
};
// Throws Failure for numbers that are none.
Wanted wanted_of(const Params& params);

struct Source {
  std::string suffix;
  int64_t bitrate = 0;  // kbit/s; 0: not known
  int64_t seconds = 0;  // 0: not known
};

struct Defaults {
  std::string format;
  int64_t bitrate = 192;
};

struct Plan {
  std::string format;   // "mp3", "opus", "aac", "flac"
  int64_t bitrate = 0;  // kbit/s; of flac 0
  int64_t offset_s = 0;
  std::string content_type;
  // How many bytes to say and to send, where the format has one bitrate all through; padded or cut to it.
  std::optional<uint64_t> size;
};

// Nothing: as it is.
std::optional<Plan> plan(const Wanted& wanted, const Source& source, const Defaults& defaults);

}  // namespace veza::opensubsonic
