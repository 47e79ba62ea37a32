// How loud a track is (EBU R 128, ITU-R BS.1770-4) and what a player should do about it.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

namespace veza::transcode {

struct Loudness {
  double integrated_lufs = -70;  // -70, the absolute gate, for silence and sounds under 0.4 s
  double range_lu = 0;           // EBU Tech 3342
  double true_peak_dbtp = -99;   // 4 x oversampled; -99 for digital silence
  double gain_db = 0;            // see playback_gain()
};

// The gain that brings a track to ReplayGain 2.0's reference, -18 LUFS, lowered where the true peak would otherwise
// pass -1 dBTP. 0 for silence.
double playback_gain(double integrated_lufs, double true_peak_dbtp);

// Measures 44.1 kHz interleaved 16-bit stereo as it passes by. A mono source is measured as it is heard: on both sides.
class LoudnessMeter {
 public:
  LoudnessMeter();
  ~LoudnessMeter();
  void add(std::span<const std::int16_t> frames);
  Loudness result() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace veza::transcode
