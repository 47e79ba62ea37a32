#include "measure/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <new>

namespace veza::transcode {
namespace {
constexpr double kReferenceLufs = -18, kCeilingDbtp = -1, kGateLufs = -70, kSilenceDbtp = -99;
}

struct LoudnessMeter::State {
  ebur128_state* meter =
      ebur128_init(2, 44100, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM);
  ~State() { ebur128_destroy(&meter); }
};

LoudnessMeter::LoudnessMeter() : state_(std::make_unique<State>()) {
  if (state_->meter == nullptr) throw std::bad_alloc();
}
LoudnessMeter::~LoudnessMeter() = default;

void LoudnessMeter::add(std::span<const std::int16_t> frames) {
  ebur128_add_frames_short(state_->meter, frames.data(), frames.size() / 2);
}

Loudness LoudnessMeter::result() const {
  Loudness out;
  double value = 0;
  if (ebur128_loudness_global(state_->meter, &value) == EBUR128_SUCCESS && std::isfinite(value))
    out.integrated_lufs = std::max(value, kGateLufs);
  if (ebur128_loudness_range(state_->meter, &value) == EBUR128_SUCCESS && std::isfinite(value)) out.range_lu = value;
  double peak = 0;
  for (unsigned channel = 0; channel < 2; ++channel)
    if (ebur128_true_peak(state_->meter, channel, &value) == EBUR128_SUCCESS) peak = std::max(peak, value);
  out.true_peak_dbtp = peak > 0 ? std::max(20 * std::log10(peak), kSilenceDbtp) : kSilenceDbtp;
  out.gain_db = playback_gain(out.integrated_lufs, out.true_peak_dbtp);
  return out;
}

double playback_gain(double integrated_lufs, double true_peak_dbtp) {
  if (integrated_lufs <= kGateLufs) return 0;
  return std::min(kReferenceLufs - integrated_lufs, kCeilingDbtp - true_peak_dbtp);
}

}  // namespace veza::transcode
