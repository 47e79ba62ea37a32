// The waveform's peaks, in the form of BBC audiowaveform's JSON version 2
// (github.com/bbc/audiowaveform, doc/DataFormat.md).
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace veza::transcode {

// Gathers minimum and maximum of the mono mix of interleaved 16-bit stereo, a pixel for every `samples_per_pixel`
// samples: 256 at first, doubled (two neighbours become one) whenever there would be more than kMostPixels. Memory is
// so bounded however long the sound is, and a long track has 1000 to 2000 pixels.
class Waveform {
 public:
  static constexpr std::size_t kMostPixels = 2000;
  static constexpr std::uint32_t kFewestSamplesPerPixel = 256;

  // `frames` holds whole left-right pairs.
  void add(std::span<const std::int16_t> frames);

  // {"version":2,"channels":1,"sample_rate":…,"samples_per_pixel":…,"bits":8,"length":…,"data":[min,max,…]}
  std::string json(std::uint32_t sample_rate) const;

  std::uint32_t samples_per_pixel() const { return samples_per_pixel_; }
  std::size_t length() const { return pixels_.size() + (filled_ > 0 ? 1 : 0); }

 private:
  struct Pixel {
    std::int16_t low, high;
  };
  void close_pixel();

  std::uint32_t samples_per_pixel_ = kFewestSamplesPerPixel;
  std::uint32_t filled_ = 0;
  Pixel open_{};
  std::vector<Pixel> pixels_;
};

}  // namespace veza::transcode
