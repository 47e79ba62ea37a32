#include "measure/waveform.h"

#include <algorithm>

namespace veza::transcode {

void Waveform::add(std::span<const std::int16_t> frames) {
  std::size_t at = 0;
  const std::size_t count = frames.size() / 2;
  while (at < count) {
    const std::size_t run = std::min<std::size_t>(count - at, samples_per_pixel_ - filled_);
    std::int32_t low = INT32_MAX, high = INT32_MIN;
    const std::int16_t* pair = frames.data() + 2 * at;
    for (std::size_t i = 0; i < run; ++i) {
      const std::int32_t sum = pair[2 * i] + pair[2 * i + 1];
      low = std::min(low, sum);
      high = std::max(high, sum);
    }
    const auto mixed = [](std::int32_t sum) { return static_cast<std::int16_t>(sum >> 1); };
    if (filled_ == 0) open_ = {mixed(low), mixed(high)};
    open_.low = std::min(open_.low, mixed(low));
    open_.high = std::max(open_.high, mixed(high));
    filled_ += static_cast<std::uint32_t>(run);
    at += run;
    if (filled_ == samples_per_pixel_) close_pixel();
  }
}

void Waveform::close_pixel() {
  pixels_.push_back(open_);
  filled_ = 0;
  if (pixels_.size() < kMostPixels) return;
  for (std::size_t i = 0; i < kMostPixels / 2; ++i)
    pixels_[i] = {std::min(pixels_[2 * i].low, pixels_[2 * i + 1].low),
                  std::max(pixels_[2 * i].high, pixels_[2 * i + 1].high)};
  pixels_.resize(kMostPixels / 2);
  samples_per_pixel_ *= 2;
}

std::string Waveform::json(std::uint32_t sample_rate) const {
  std::string out = "{\"version\":2,\"channels\":1,\"sample_rate\":" + std::to_string(sample_rate) +
                    ",\"samples_per_pixel\":" + std::to_string(samples_per_pixel_) +
                    ",\"bits\":8,\"length\":" + std::to_string(length()) + ",\"data\":[";
  const auto append = [&out](const Pixel& pixel) {
    if (out.back() != '[') out += ',';
    out += std::to_string(pixel.low >> 8) + "," + std::to_string(pixel.high >> 8);
  };
  for (const Pixel& pixel : pixels_) append(pixel);
  if (filled_ > 0) append(open_);
  return out + "]}";
}

}  // namespace veza::transcode
