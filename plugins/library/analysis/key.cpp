#include "analysis/key.h"

#include <gst/fft/gstfftf32.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace veza::library::analysis {
namespace {

constexpr size_t window = 16384;
constexpr double lowest_hertz = 60, highest_hertz = 2100;
constexpr double quietest = 0.05;  // of the loudest peak

constexpr std::array<const char*, 12> major_names{"C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"},
    minor_names{"Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm"};
constexpr Notes major{0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400},
    minor{0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330};

// Pearson's correlation of what sounds with a profile that begins at `tonic`.
double fit(const Notes& notes, const Notes& profile, size_t tonic) {
  const double mean_a = std::accumulate(notes.begin(), notes.end(), 0.0) / 12,
               mean_b = std::accumulate(profile.begin(), profile.end(), 0.0) / 12;
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < 12; ++i) {
    const double a = notes[(i + tonic) % 12] - mean_a, b = profile[i] - mean_b;
    ab += a * b;
    aa += a * a;
    bb += b * b;
  }
  return aa > 0 ? ab / std::sqrt(aa * bb) : 0;
}

}  // namespace

std::string key_of_notes(const Notes& notes) {
  constexpr double least_fit = 0.5;
  double best = least_fit;
  std::string key;
  for (size_t tonic = 0; tonic < 12; ++tonic) {
    if (const double as_major = fit(notes, major, tonic); as_major > best) {
      best = as_major;
      key = major_names[tonic];
    }
    if (const double as_minor = fit(notes, minor, tonic); as_minor > best) {
      best = as_minor;
      key = minor_names[tonic];
    }
  }
  return key;
}

// GStreamer's Fourier transform of one window.
struct KeyListener::Spectrum {
  struct Free {
    void operator()(GstFFTF32* fft) const { gst_fft_f32_free(fft); }
  };
  std::unique_ptr<GstFFTF32, Free> fft{gst_fft_f32_new(window, FALSE)};
  std::vector<float> windowed;
  std::vector<GstFFTF32Complex> lines = std::vector<GstFFTF32Complex>(window / 2 + 1);
  std::vector<double> magnitudes = std::vector<double>(window / 2 + 1);

  void take(const std::vector<float>& samples) {
    windowed = samples;
    gst_fft_f32_window(fft.get(), windowed.data(), GST_FFT_WINDOW_HANN);
    gst_fft_f32_fft(fft.get(), windowed.data(), lines.data());
    std::transform(lines.begin(), lines.end(), magnitudes.begin(),
                   [](const GstFFTF32Complex& line) { return std::hypot(line.r, line.i); });
  }
};

KeyListener::KeyListener(int sample_rate)
    : spectrum_(std::make_unique<Spectrum>()), hertz_(static_cast<double>(sample_rate) / window), samples_(window) {}
KeyListener::~KeyListener() = default;

void KeyListener::hear(const float* samples, size_t count) {
  while (count > 0) {
    const size_t taken = std::min(count, window - filled_);
    std::copy_n(samples, taken, samples_.begin() + static_cast<std::ptrdiff_t>(filled_));
    filled_ += taken;
    samples += taken;
    count -= taken;
    if (filled_ < window) return;
    weigh();
    std::copy(samples_.begin() + window / 2, samples_.end(), samples_.begin());
    filled_ = window / 2;
  }
}

// The peaks of one window's spectrum: between them lies what drums and the window itself leave.
void KeyListener::weigh() {
  spectrum_->take(samples_);
  const auto& magnitudes = spectrum_->magnitudes;
  const auto first = static_cast<size_t>(lowest_hertz / hertz_), last = static_cast<size_t>(highest_hertz / hertz_);
  const double loudest = *std::max_element(magnitudes.begin() + static_cast<std::ptrdiff_t>(first),
                                           magnitudes.begin() + static_cast<std::ptrdiff_t>(last));
  for (size_t i = first; i < last; ++i) {
    const double here = magnitudes[i], before = magnitudes[i - 1], after = magnitudes[i + 1];
    if (here <= before || here < after || here < quietest * loudest || here <= 1e-3) continue;
    // Where a parabola through the three has its top.
    const double curve = before - 2 * here + after;
    const double at = static_cast<double>(i) + (curve == 0 ? 0 : 0.5 * (before - after) / curve);
    const double semitones = 12 * std::log2(at * hertz_ / 440) + 9 + 120;  // C is 0, above it
    // High up there are more lines to a note, so more of the peaks are no notes.
    heard_[static_cast<size_t>(std::lround(semitones * 10)) % steps] += std::sqrt(here / static_cast<double>(i));
  }
}

Notes KeyListener::notes() const {
  // How far off the notes are from those of 440 Hz, as the mean of angles.
  std::complex<double> tuning;
  for (size_t i = 0; i < steps; ++i) {
    tuning += std::polar(heard_[i], 2 * std::numbers::pi * static_cast<double>(i % 10) / 10);
  }
  const double off = std::arg(tuning) / (2 * std::numbers::pi);  // semitones, −½ to ½
  Notes out{};
  for (size_t i = 0; i < steps; ++i) {
    out[static_cast<size_t>(std::lround(static_cast<double>(i) / 10 - off + 12)) % 12] += heard_[i];
  }
  return out;
}

}  // namespace veza::library::analysis
