// Which samples of a decoder's output are heard: the first `skip` are not, then `keep` are, the rest is padding.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace veza::transcode {

class SampleWindow {
 public:
  SampleWindow() = default;
  SampleWindow(std::uint64_t skip, std::optional<std::uint64_t> keep)
      : skip_(skip), keep_(keep.value_or(std::numeric_limits<std::uint64_t>::max())) {}

  struct Part {
    std::uint64_t offset = 0;  // samples to cut in front
    std::uint64_t count = 0;   // samples that pass after them
  };

  // The part of the next `count` samples that passes.
  Part next(std::uint64_t count) {
    const std::uint64_t offset = std::min(count, skip_);
    skip_ -= offset;
    const std::uint64_t pass = std::min(count - offset, keep_ - passed_);
    passed_ += pass;
    return {offset, pass};
  }

  std::uint64_t passed() const { return passed_; }
  std::uint64_t left() const { return keep_ - passed_; }

 private:
  std::uint64_t skip_ = 0;
  std::uint64_t keep_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t passed_ = 0;
};

// `samples` at `from` Hz as samples at `to` Hz, rounded to the nearest.
inline std::uint64_t rescale(std::uint64_t samples, std::uint32_t from, std::uint32_t to) {
  return samples / from * to + (samples % from * to + from / 2) / from;
}

}  // namespace veza::transcode
