#include "job/worker_event.h"

#include <algorithm>

#include "rules/names.h"

namespace veza::hls {
namespace {

// Throws nlohmann's exceptions for missing members and wrong types; parse_worker_event turns them into nothing.
SourceEvent source(const Json& json) {
  SourceEvent out;
  out.sample_rate = json.at("sample_rate").get<int64_t>();
  out.channels = json.at("channels").get<int64_t>();
  const auto duration = json.find("declared_duration_ms");
  if (duration != json.end() && !duration->is_null()) out.duration_ms = duration->get<int64_t>();
  for (const Json& tier : json.at("tiers")) {
    out.tiers.push_back({tier.at("name").get<std::string>(), tier.at("bitrate").get<uint32_t>(),
                         tier.at("codecs").get<std::string>(), tier.value("lossless", false)});
  }
  return out;
}

SegmentEvent segment(const Json& json) {
  return {json.at("tier").get<std::string>(), json.at("index").get<uint32_t>(),
          json.at("duration_samples").get<uint64_t>(), json.at("timescale").get<uint32_t>()};
}

DoneEvent done(const Json& json) {
  DoneEvent out;
  out.duration_ms = json.at("duration_ms").get<int64_t>();
  out.loudness = json.value("loudness", Json());
  if (out.loudness.is_object() && out.loudness.contains("gain_db") && out.loudness["gain_db"].is_number()) {
    out.gain_db = out.loudness["gain_db"].get<double>();
  }
  for (const Json& tier : json.at("tiers")) {
    out.tiers.push_back({tier.at("name").get<std::string>(), tier.value("bitrate", 0U), tier.value("codecs", ""), false,
                         tier.at("average_bandwidth").get<uint32_t>(), tier.at("peak_bandwidth").get<uint32_t>()});
  }
  return out;
}

bool names_are_good(const std::vector<Tier>& tiers) {
  return !tiers.empty() && tiers.size() <= 16 &&
         std::all_of(tiers.begin(), tiers.end(), [](const Tier& tier) { return is_quality(tier.name); });
}

std::optional<WorkerEvent> read(const Json& json) {
  const std::string kind = json.at("event").get<std::string>();
  if (kind == "source") {
    auto event = source(json);
    if (!names_are_good(event.tiers)) return std::nullopt;
    return event;
  }
  if (kind == "init") return InitEvent{json.at("tier").get<std::string>()};
  if (kind == "segment") {
    auto event = segment(json);
    if (event.index == 0 || event.index > 9'999'999 || event.timescale == 0) return std::nullopt;
    return event;
  }
  if (kind == "progress") return ProgressEvent{std::clamp(json.at("fraction").get<double>(), 0.0, 1.0)};
  if (kind == "done") {
    auto event = done(json);
    if (event.duration_ms < 0 || !names_are_good(event.tiers)) return std::nullopt;
    return event;
  }
  if (kind == "error") {
    return ErrorEvent{json.at("code").get<std::string>(), json.at("message").get<std::string>(),
                      json.value("detail", "")};
  }
  return OtherEvent{};
}

}  // namespace

std::optional<WorkerEvent> parse_worker_event(std::string_view line) {
  const Json json = parse_json(line);
  if (!json.is_object()) return std::nullopt;
  try {
    return read(json);
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace veza::hls
