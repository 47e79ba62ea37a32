// The command line of veza-stream.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "error.h"
#include "sandbox.h"

namespace veza::stream {

struct Options {
  bool help = false;
  std::string format;           // "mp3", "opus", "aac", "flac"
  std::uint32_t bitrate = 0;    // bits per second; 0 with flac
  std::uint64_t offset_ms = 0;  // left out in front
  transcode::Limits limits;
};

// Errors are one line for the person at the terminal.
tl::expected<Options, std::string> parse_options(const std::vector<std::string>& arguments);

extern const char* const help_text;

}  // namespace veza::stream
