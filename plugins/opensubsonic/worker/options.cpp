#include "options.h"

#include <charconv>

namespace veza::stream {
namespace {

template <class Number>
bool read(const std::string& text, Number& to) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

const char* const help_text =
    "veza-stream --format mp3|opus|aac|flac [--bitrate BITS] [--offset-ms N] [--max-memory BYTES] [--cpu-seconds N]\n"
    "Reads a song from descriptor 0, a file, and writes it in the format to descriptor 1. Exit status 0: all of it.\n";

tl::expected<Options, std::string> parse_options(const std::vector<std::string>& arguments) {
  Options out;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (name == "--help") {
      out.help = true;
      return out;
    }
    if (i + 1 == arguments.size()) return tl::unexpected(name + " needs a value; see --help");
    const std::string& value = arguments[++i];
    bool sound = true;
    if (name == "--format") {
      out.format = value;
      sound = value == "mp3" || value == "opus" || value == "aac" || value == "flac";
    } else if (name == "--bitrate") {
      sound = read(value, out.bitrate);
    } else if (name == "--offset-ms") {
      sound = read(value, out.offset_ms);
    } else if (name == "--max-memory") {
      sound = read(value, out.limits.memory_bytes);
    } else if (name == "--cpu-seconds") {
      sound = read(value, out.limits.cpu_seconds);
    } else {
      return tl::unexpected(name + " is not known; see --help");
    }
    if (!sound) return tl::unexpected(name + " cannot be " + value + "; see --help");
  }
  if (out.format.empty()) return tl::unexpected(std::string("--format is missing; see --help"));
  if (out.format != "flac" && (out.bitrate < 8000 || out.bitrate > 512'000)) {
    return tl::unexpected(std::string("--bitrate must be from 8000 to 512000"));
  }
  return out;
}

}  // namespace veza::stream
