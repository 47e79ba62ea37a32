// The acoustic fingerprint of a recording, by libchromaprint (its default algorithm): 32 bits for each eighth of a
// second, nearly the same for any encoding of the recording.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

struct ChromaprintContextPrivate;

namespace veza::library::analysis {

class FingerprintListener {
 public:
  // Hears at most `most_seconds`; more adds nothing that two encodings of another recording have in common.
  FingerprintListener(int sample_rate, int most_seconds);
  ~FingerprintListener();
  FingerprintListener(const FingerprintListener&) = delete;
  FingerprintListener& operator=(const FingerprintListener&) = delete;

  // Mono, −1 to 1.
  void hear(const float* samples, size_t count);
  // Empty for what is too short. Nothing may be heard afterwards.
  std::vector<std::uint32_t> finish();

 private:
  ChromaprintContextPrivate* context_;
  size_t left_;  // samples
  std::vector<std::int16_t> buffer_;
};

}  // namespace veza::library::analysis
