#include "analysis/fingerprint.h"

#include <chromaprint.h>

#include <algorithm>
#include <cmath>

namespace veza::library::analysis {

FingerprintListener::FingerprintListener(int sample_rate, int most_seconds)
    : context_(chromaprint_new(CHROMAPRINT_ALGORITHM_DEFAULT)),
      left_(static_cast<size_t>(sample_rate) * static_cast<size_t>(most_seconds)) {
  if (!context_ || !chromaprint_start(context_, sample_rate, 1)) left_ = 0;
}

FingerprintListener::~FingerprintListener() {
  if (context_) chromaprint_free(context_);
}

void FingerprintListener::hear(const float* samples, size_t count) {
  count = std::min(count, left_);
  if (count == 0) return;
  left_ -= count;
  buffer_.resize(count);
  std::transform(samples, samples + count, buffer_.begin(), [](float sample) {
    return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F));
  });
  if (!chromaprint_feed(context_, buffer_.data(), static_cast<int>(count))) left_ = 0;
}

std::vector<std::uint32_t> FingerprintListener::finish() {
  std::uint32_t* words = nullptr;
  int size = 0;
  if (!context_ || !chromaprint_finish(context_) || !chromaprint_get_raw_fingerprint(context_, &words, &size)) {
    return {};
  }
  std::vector<std::uint32_t> out(words, words + size);
  chromaprint_dealloc(words);
  return out;
}

}  // namespace veza::library::analysis
