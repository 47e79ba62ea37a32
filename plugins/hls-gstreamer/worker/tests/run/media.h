// Sound files for tests, made by ffmpeg and SoX.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "scratch.h"

namespace veza::transcode {

// A folder with a piece of stereo music-like sound in it, 16 bits, 44.1 kHz: path / "base.wav".
class Media {
 public:
  // (Not quite arbitrary: ffmpeg 5.1 writes a wrong LAME padding when a track just fills its last MP3 frame.)
  static constexpr std::uint64_t kSamples = 410642;  // 9.3 s: two whole segments and a part

  Media();

  // base.wav converted by `ffmpeg -i base.wav OPTIONS name`; returns the path.
  std::string make(const std::string& name, const std::string& options = {}) const;

  // A file of these bytes.
  std::string put(const std::string& name, const std::string& bytes) const;

  std::string path(const std::string& name) const { return scratch_ / name; }

 private:
  Scratch scratch_;
};

std::string read_file(const std::string& path);

// What ffmpeg decodes a file to, interleaved stereo at 44.1 kHz.
std::vector<std::int16_t> decode(const std::string& path);

// By how many samples `late` comes after `early`, looked for from `least` to `most`: where they are most alike.
int lag(const std::vector<std::int16_t>& early, const std::vector<std::int16_t>& late, int least, int most);

}  // namespace veza::transcode
