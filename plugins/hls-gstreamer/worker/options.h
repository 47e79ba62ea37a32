// The command line of veza-transcode.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sandbox.h"
#include "tiers.h"

namespace veza::transcode {

struct Options {
  bool help = false;
  bool probe = false;
  std::string input;
  std::string output;
  std::vector<TierRequest> tiers;
  bool lossless = false;
  double segment_seconds = 4;
  int progress_fd = 1;
  Limits limits;
  std::uint32_t stall_seconds = 60;
  std::uint32_t max_duration_seconds = 12 * 3600;
};

// Errors are one line for the person at the terminal.
tl::expected<Options, std::string> parse_options(const std::vector<std::string>& arguments);

extern const char* const kHelp;

}  // namespace veza::transcode
