#include "stream/plan.h"

#include <algorithm>

namespace veza::opensubsonic {
namespace {

struct Format {
  std::string_view name, type;
  int64_t least, most;  // kbit/s
};
constexpr Format formats[] = {{"mp3", "audio/mpeg", 32, 320},
                              {"opus", "audio/ogg", 16, 256},
                              {"aac", "audio/aac", 32, 320},
                              {"flac", "audio/flac", 0, 0}};

const Format* format_named(std::string_view name) {
  if (name == "ogg" || name == "oga") name = "opus";
  if (name == "m4a") name = "aac";
  const auto* found =
      std::find_if(std::begin(formats), std::end(formats), [&](const Format& format) { return format.name == name; });
  return found == std::end(formats) ? nullptr : found;
}

// What a file ends in is what an app calls its format.
bool is_of(const Source& source, const Format& format) { return source.suffix == format.name; }

}  // namespace

Wanted wanted_of(const Params& params) {
  Wanted out;
  out.format = params.text("format");
  out.max_bitrate = params.number("maxBitRate", 0, 0, 1'000'000);
  out.offset_s = params.number("timeOffset", 0, 0, 1'000'000);
  out.estimate = params.flag("estimateContentLength", false);
  return out;
}

std::optional<Plan> plan(const Wanted& wanted, const Source& source, const Defaults& defaults) {
  if (wanted.format == "raw") return std::nullopt;
  const Format* named = wanted.format.empty() ? nullptr : format_named(wanted.format);
  const bool too_much = wanted.max_bitrate > 0 && (source.bitrate == 0 || source.bitrate > wanted.max_bitrate);
  const bool other = named != nullptr && !is_of(source, *named);
  if (!too_much && !other && wanted.offset_s == 0) return std::nullopt;
  const Format& format = named != nullptr ? *named : *format_named(defaults.format);
  Plan out;
  out.format = format.name;
  out.content_type = format.type;
  out.offset_s = wanted.offset_s;
  if (format.most == 0) return out;
  // More than the source has would be air.
  int64_t bitrate = wanted.max_bitrate > 0 ? wanted.max_bitrate : defaults.bitrate;
  if (source.bitrate > 0 && source.bitrate < bitrate) bitrate = source.bitrate;
  out.bitrate = std::clamp(bitrate, format.least, format.most);
  if (format.name == "mp3") {
    static constexpr int64_t rates[] = {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    out.bitrate = *(std::upper_bound(std::begin(rates), std::end(rates), out.bitrate) - 1);
    const int64_t left = source.seconds - wanted.offset_s;
    if (wanted.estimate && left > 0) out.size = static_cast<uint64_t>((left + 1) * out.bitrate * 125);
  }
  return out;
}

}  // namespace veza::opensubsonic
