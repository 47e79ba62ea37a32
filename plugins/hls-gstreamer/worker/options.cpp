#include "options.h"

#include <charconv>
#include <limits>

namespace veza::transcode {
namespace {

template <class T>
bool read_number(const std::string& text, T least, T most, T& out) {
  T value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !(value >= least && value <= most))
    return false;
  out = value;
  return true;
}

}  // namespace

const char* const kHelp =
    "veza-transcode - turns one audio file into adaptive HLS (CMAF), peaks and loudness\n"
    "\n"
    "  veza-transcode --input FILE --output DIR [options]\n"
    "  veza-transcode --probe FILE\n"
    "\n"
    "  --tiers NAME:BITRATE,…   AAC renditions (default low:128000,medium:256000,high:320000)\n"
    "  --lossless               a FLAC rendition as well, when the source is lossless\n"
    "  --segment-seconds N      aimed-at length of a segment, 1 to 30 (default 4)\n"
    "  --progress-fd N          where JSON lines go (default 1, standard output)\n"
    "  --max-memory BYTES       address space, 0 for no limit (default 734003200)\n"
    "  --cpu-seconds N          processor time, 0 for no limit (default 0)\n"
    "  --stall-seconds N        give up after this long without progress (default 60)\n"
    "  --max-duration-seconds N refuse longer tracks (default 43200)\n"
    "  --probe FILE             print the format and declared length as JSON, decode nothing\n"
    "  --help                   this text\n"
    "\n"
    "Exit status: 0 done, 1 the file is at fault, 2 wrong usage, 3 a fault that may pass.\n";

tl::expected<Options, std::string> parse_options(const std::vector<std::string>& arguments) {
  Options out;
  out.tiers = {{"low", 128000}, {"medium", 256000}, {"high", 320000}};
  constexpr std::uint32_t kMost32 = std::numeric_limits<std::uint32_t>::max() - 10;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& option = arguments[i];
    if (option == "--help" || option == "-h") {
      out.help = true;
      return out;
    }
    if (option == "--lossless") {
      out.lossless = true;
      continue;
    }
    if (i + 1 == arguments.size()) return tl::unexpected(option + " is unknown or needs a value; see --help");
    const std::string& value = arguments[++i];
    bool ok = true;
    if (option == "--input") {
      out.input = value;
    } else if (option == "--output") {
      out.output = value;
    } else if (option == "--probe") {
      out.probe = true;
      out.input = value;
    } else if (option == "--tiers") {
      auto tiers = parse_tiers(value);
      if (!tiers) return tl::unexpected("--tiers: " + tiers.error());
      out.tiers = std::move(*tiers);
    } else if (option == "--segment-seconds") {
      ok = read_number(value, 1.0, 30.0, out.segment_seconds);
    } else if (option == "--progress-fd") {
      ok = read_number(value, 0, 1 << 20, out.progress_fd);
    } else if (option == "--max-memory") {
      ok = read_number<std::uint64_t>(value, 0, std::numeric_limits<std::int64_t>::max(), out.limits.memory_bytes);
    } else if (option == "--cpu-seconds") {
      ok = read_number<std::uint32_t>(value, 0, kMost32, out.limits.cpu_seconds);
    } else if (option == "--stall-seconds") {
      ok = read_number<std::uint32_t>(value, 1, kMost32, out.stall_seconds);
    } else if (option == "--max-duration-seconds") {
      ok = read_number<std::uint32_t>(value, 1, kMost32, out.max_duration_seconds);
    } else {
      return tl::unexpected(option + " is not an option; see --help");
    }
    if (!ok) return tl::unexpected(option + ": \"" + value + "\" is not a number it accepts; see --help");
  }
  if (out.input.empty()) return tl::unexpected(std::string("--input FILE or --probe FILE is missing; see --help"));
  if (!out.probe && out.output.empty()) return tl::unexpected(std::string("--output DIR is missing; see --help"));
  return out;
}

}  // namespace veza::transcode
