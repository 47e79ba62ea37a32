#include "media/media_facts.h"

#include <cmath>

namespace veza::library {
namespace {

std::optional<int64_t> count(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  return value >= 0 && value < 1e15 ? std::optional(std::llround(value)) : std::nullopt;
}

std::optional<double> level(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

}  // namespace

Tracks::Media media_facts(std::string_view json) {
  const Json media = parse_json(json);
  if (!media.is_object()) throw Error(VEZA_E_INVALID, "the facts about the media are not a JSON object");
  Tracks::Media out;
  out.duration_ms = count(media, "duration_ms");
  out.sample_rate = count(media, "sample_rate");
  out.channels = count(media, "channels");
  const auto loudness = media.find("loudness");
  if (loudness != media.end() && loudness->is_object()) {
    const auto integrated = level(*loudness, "integrated_lufs");
    const auto range = level(*loudness, "range_lu");
    const auto peak = level(*loudness, "true_peak_dbtp");
    const auto gain = level(*loudness, "gain_db");
    if (integrated && range && peak && gain) out.loudness = Loudness{*integrated, *range, *peak, *gain};
  }
  return out;
}

}  // namespace veza::library
