#include "progress.h"

#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <nlohmann/json.hpp>

namespace veza::transcode {
namespace {

using Json = nlohmann::ordered_json;
constexpr auto kProgressInterval = std::chrono::milliseconds(200);

double two_decimals(double value) { return std::round(value * 100) / 100; }

Json planned(const TierPlan& tier) {
  const bool flac = tier.kind == TierKind::encode_flac;
  return {{"name", tier.name}, {"bitrate", tier.bitrate}, {"codecs", flac ? "fLaC" : "mp4a.40.2"}, {"lossless", flac}};
}

}  // namespace

void ProgressWriter::source(const SourceInfo& info, const std::vector<TierPlan>& tiers) {
  Json list = Json::array();
  for (const TierPlan& tier : tiers) list.push_back(planned(tier));
  Json event{{"event", "source"},         {"format", info.format},   {"sample_rate", info.sample_rate},
             {"channels", info.channels}, {"bits", info.bits},       {"declared_duration_ms", nullptr},
             {"lossy", info.lossy},       {"bitrate", info.bitrate}, {"tiers", std::move(list)}};
  if (info.duration_ms) event["declared_duration_ms"] = *info.duration_ms;
  line(event.dump());
}

void ProgressWriter::init(const std::string& tier, const std::string& file) {
  line(Json{{"event", "init"}, {"tier", tier}, {"file", file}}.dump());
}

void ProgressWriter::segment(const std::string& tier, std::uint32_t index, const std::string& file,
                             std::uint64_t duration_samples, std::uint32_t timescale, std::uint64_t bytes) {
  line(Json{{"event", "segment"},
            {"tier", tier},
            {"index", index},
            {"file", file},
            {"duration_samples", duration_samples},
            {"timescale", timescale},
            {"bytes", bytes}}
           .dump());
}

void ProgressWriter::progress(std::uint64_t position_ms, double fraction) {
  const auto now = std::chrono::steady_clock::now();
  const bool due = last_progress_.with([&](auto& last) {
    if (now - last < kProgressInterval) return false;
    last = now;
    return true;
  });
  if (due)
    line(Json{{"event", "progress"}, {"position_ms", position_ms}, {"fraction", std::round(fraction * 10000) / 10000}}
             .dump());
}

void ProgressWriter::done(const Done& done) {
  Json list = Json::array();
  for (const TierSummary& tier : done.tiers)
    list.push_back({{"name", tier.name},
                    {"bitrate", tier.bitrate},
                    {"average_bandwidth", tier.average_bandwidth},
                    {"peak_bandwidth", tier.peak_bandwidth},
                    {"codecs", tier.codecs},
                    {"segments", tier.segments},
                    {"timescale", tier.timescale}});
  line(Json{{"event", "done"},
            {"duration_samples", done.duration_samples},
            {"sample_rate", done.sample_rate},
            {"duration_ms", to_ms(done.duration_samples, done.sample_rate)},
            {"loudness",
             {{"integrated_lufs", two_decimals(done.loudness.integrated_lufs)},
              {"range_lu", two_decimals(done.loudness.range_lu)},
              {"true_peak_dbtp", two_decimals(done.loudness.true_peak_dbtp)},
              {"gain_db", two_decimals(done.loudness.gain_db)}}},
            {"waveform", "waveform.json"},
            {"tiers", std::move(list)}}
           .dump());
}

void ProgressWriter::error(const Error& error) {
  const Json event{
      {"event", "error"}, {"code", name(error.code)}, {"message", error.message}, {"detail", error.detail}};
  line(event.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void ProgressWriter::line(std::string text) {
  text += '\n';
  writing_.with([&](bool&) {
    std::string_view left = text;
    while (!left.empty()) {
      const ssize_t n = ::write(fd_, left.data(), left.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) {
        unread_ = true;
        return;
      }
      left.remove_prefix(static_cast<std::size_t>(n));
    }
  });
}

}  // namespace veza::transcode
