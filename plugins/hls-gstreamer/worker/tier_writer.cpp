#include "tier_writer.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace veza::transcode {
namespace {

// Samples: two frames of AAC, one of FLAC.
constexpr std::uint64_t most_padding = 8192;

}  // namespace

TierWriter::TierWriter(TierPlan plan, std::uint32_t segment_samples, std::optional<std::uint64_t> total,
                       OutputDir& output, ProgressWriter& progress)
    : plan_(std::move(plan)), segment_samples_(segment_samples), total_(total), output_(output), progress_(progress) {}

Status TierWriter::begin(TrackConfig config) {
  config_ = std::move(config);
  config_.bitrate = plan_.bitrate;
  config_.duration = total_.value_or(0);
  if (auto ok = output_.make_folder(plan_.name); !ok) return ok;
  const std::string file = plan_.name + "/init.mp4";
  if (auto ok = output_.write(file, init_segment(config_)); !ok) return ok;
  begun_ = true;
  progress_.init(plan_.name, file);
  return {};
}

Status TierWriter::add(std::span<const std::uint8_t> unit) {
  if (total_ && end_time_ >= config_.priming + *total_) return {};
  // What comes last may be trimmed by as much as an encoder pads: every tier has to cut alike.
  const std::uint64_t certain = end_time_ - std::min(end_time_, most_padding);
  if (const std::size_t whole = whole_segment(total_ ? config_.priming + *total_ : certain); whole > 0)
    if (auto ok = write_segment(whole); !ok) return ok;
  units_.push_back({static_cast<std::uint32_t>(unit.size()), config_.frame_samples});
  payload_.append(reinterpret_cast<const char*>(unit.data()), unit.size());
  end_time_ += config_.frame_samples;
  return {};
}

Status TierWriter::finish(std::uint64_t total) {
  const std::uint64_t end = config_.priming + total;
  while (!units_.empty() && end_time_ - units_.back().samples >= end) {
    end_time_ -= units_.back().samples;
    payload_.resize(payload_.size() - units_.back().bytes);
    units_.pop_back();
  }
  if (!units_.empty() && end_time_ > end) {
    units_.back().samples -= static_cast<std::uint32_t>(end_time_ - end);
    end_time_ = end;
  }
  if (end_time_ != end)
    return fail(Code::internal, "The encoder did not deliver the whole track.",
                plan_.name + " holds " + std::to_string(end_time_) + " of " + std::to_string(end) + " samples");
  while (const std::size_t whole = whole_segment(end))
    if (auto ok = write_segment(whole); !ok) return ok;
  return units_.empty() ? Status{} : write_segment(units_.size());
}

std::size_t TierWriter::whole_segment(std::uint64_t end) const {
  const std::uint64_t boundary = config_.priming + (written_.size() + 1) * std::uint64_t{segment_samples_};
  const std::uint64_t shortest =
      std::min(config_.rate * shortest_segment_ms / 1000, std::uint64_t{segment_samples_} / 8);
  if (end_time_ < boundary || end < boundary + shortest) return 0;
  std::uint64_t time = decode_time_;
  std::size_t count = 0;
  while (time < boundary) time += units_[count++].samples;
  return count;
}

Status TierWriter::write_segment(std::size_t count) {
  std::uint64_t end_time = decode_time_;
  std::size_t size = 0;
  for (std::size_t i = 0; i < count; ++i) {
    end_time += units_[i].samples;
    size += units_[i].bytes;
  }
  const auto index = static_cast<std::uint32_t>(written_.size() + 1);
  std::array<char, 32> file{};
  std::snprintf(file.data(), file.size(), "/seg-%05u.m4s", index);
  const std::string name = plan_.name + file.data();
  const std::string bytes = media_segment(index, decode_time_, std::span(units_).first(count), config_.frame_samples,
                                          std::string_view(payload_).substr(0, size));
  if (auto ok = output_.write(name, bytes); !ok) return ok;

  const std::uint64_t unheard = index == 1 ? config_.priming : 0;
  const std::uint64_t duration = end_time - decode_time_ - std::min(unheard, end_time - decode_time_);
  written_.push_back({bytes.size(), duration});
  progress_.segment(plan_.name, index, name, duration, config_.rate, bytes.size());
  units_.erase(units_.begin(), units_.begin() + static_cast<std::ptrdiff_t>(count));
  payload_.erase(0, size);
  decode_time_ = end_time;
  return {};
}

TierSummary TierWriter::summary() const {
  const hls::Bandwidth measured = hls::measure_bandwidth(written_, config_.rate);
  return {plan_.name,    plan_.bitrate,          measured.average,
          measured.peak, codecs_string(config_), static_cast<std::uint32_t>(written_.size()),
          config_.rate};
}

}  // namespace veza::transcode
