#include "run/media.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>

#include "run/worker.h"

namespace veza::transcode {

Media::Media() {
  // Plucked tones over a siren and a little noise: loud and quiet, tonal and not, different on both sides.
  output_of(
      "ffmpeg -v error -f lavfi -i \"aevalsrc='"
      "0.25*sin(2*PI*(220+110*floor(mod(t,4)))*t)*exp(-2*mod(t,0.5))+0.08*sin(2*PI*880*t+3*sin(10*PI*t))+0.04*(random("
      "0)-0.5)|"
      "0.25*sin(2*PI*(330+55*floor(mod(t,3)))*t)*exp(-3*mod(t,0.25))+0.08*sin(2*PI*660*t)+0.04*(random(1)-0.5)"
      "':s=44100:d=9.5\" -af atrim=end_sample=410642 -c:a pcm_s16le " +
      path("base.wav"));
}

std::string Media::make(const std::string& name, const std::string& options) const {
  output_of("ffmpeg -v error -y -i " + path("base.wav") + " " + options + " " + path(name));
  return path(name);
}

std::string Media::put(const std::string& name, const std::string& bytes) const {
  std::ofstream(path(name), std::ios::binary) << bytes;
  return path(name);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::int16_t> decode(const std::string& path) {
  const std::string bytes = output_of("ffmpeg -v error -i " + path + " -f s16le -ac 2 -ar 44100 -");
  std::vector<std::int16_t> out(bytes.size() / 2);
  std::memcpy(out.data(), bytes.data(), out.size() * 2);
  return out;
}

int lag(const std::vector<std::int16_t>& early, const std::vector<std::int16_t>& late, int least, int most) {
  constexpr int kFrom = 44100, kCount = 40000;
  double best = std::numeric_limits<double>::max();
  int at = 0;
  for (int shift = least; shift <= most; ++shift) {
    double error = 0;
    for (int i = kFrom; i < kFrom + kCount; ++i) {
      const double difference =
          early[static_cast<std::size_t>(2 * i)] - late[static_cast<std::size_t>(2 * (i + shift))];
      error += difference * difference;
    }
    if (error < best) {
      best = error;
      at = shift;
    }
  }
  return at;
}

}  // namespace veza::transcode
