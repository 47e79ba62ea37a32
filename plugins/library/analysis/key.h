// The musical key of a recording: which notes sound how much (a chromagram), compared with how much each note of a key
// is heard in music of that key (D. Temperley, "Music and Probability", 2007: the Kostka-Payne profiles).
#pragma once
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace veza::library::analysis {

// How much each note sounds, from C.
using Notes = std::array<double, 12>;

// "Am", as rules/music.h spells keys; empty where no key stands out (drums, noise, a single tone).
std::string key_of_notes(const Notes& notes);

class KeyListener {
 public:
  explicit KeyListener(int sample_rate);
  ~KeyListener();
  KeyListener(const KeyListener&) = delete;
  KeyListener& operator=(const KeyListener&) = delete;

  // Mono, −1 to 1.
  void hear(const float* samples, size_t count);
  // Measured against the tuning that the recording itself has.
  Notes notes() const;

 private:
  static constexpr size_t steps = 12 * 10;  // a tenth of a semitone
  struct Spectrum;
  void weigh();

  std::unique_ptr<Spectrum> spectrum_;
  double hertz_;  // of one line of the spectrum
  std::vector<float> samples_;
  size_t filled_ = 0;
  std::array<double, steps> heard_{};
};

}  // namespace veza::library::analysis
