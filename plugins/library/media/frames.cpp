#include "media/frames.h"

#include <algorithm>
#include <cstdint>

namespace veza::library {
namespace {

constexpr size_t search_window = 65536;

unsigned at(std::string_view bytes, size_t i) { return static_cast<unsigned char>(bytes[i]); }

template <class FrameSize>
bool frames_follow(std::string_view bytes, int frames, FrameSize frame_size) {
  for (int i = 0; i < frames; ++i) {
    if (i > 0 && bytes.empty()) return true;
    const size_t size = frame_size(bytes);
    if (size == 0) return false;
    // A recording that was cut ends inside a frame.
    if (size > bytes.size()) return i > 1;
    bytes.remove_prefix(size);
  }
  return true;
}

}  // namespace

size_t id3v2_size(std::string_view bytes) {
  size_t total = 0;
  while (bytes.size() - total >= 10) {
    const auto tag = bytes.substr(total);
    if (tag.substr(0, 3) != "ID3" || at(tag, 3) == 0xFF || at(tag, 4) == 0xFF) break;
    size_t size = 0;
    for (size_t i = 6; i < 10; ++i) {
      if (at(tag, i) >= 0x80) return total;
      size = size << 7 | at(tag, i);
    }
    total += 10 + size + ((at(tag, 5) & 0x10) != 0 ? 10 : 0);
    if (total >= bytes.size()) break;
  }
  return total;
}

size_t adts_frame_size(std::string_view bytes) {
  if (bytes.size() < 7 || at(bytes, 0) != 0xFF || (at(bytes, 1) & 0xF6) != 0xF0) return 0;
  if ((at(bytes, 2) >> 2 & 15) > 12) return 0;  // sampling frequency index
  const size_t size = (at(bytes, 3) & 3) << 11 | at(bytes, 4) << 3 | at(bytes, 5) >> 5;
  return size >= 7 ? size : 0;
}

size_t mp3_frame_size(std::string_view bytes) {
  if (bytes.size() < 4 || at(bytes, 0) != 0xFF || (at(bytes, 1) & 0xE0) != 0xE0) return 0;
  const unsigned version = at(bytes, 1) >> 3 & 3;  // 0: 2.5, 2: 2, 3: 1
  const unsigned layer = at(bytes, 1) >> 1 & 3;    // 1: III
  const unsigned rate_index = at(bytes, 2) >> 4;
  const unsigned frequency_index = at(bytes, 2) >> 2 & 3;
  if (version == 1 || layer != 1 || rate_index == 0 || rate_index == 15 || frequency_index == 3) return 0;
  constexpr uint16_t rates1[] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
  constexpr uint16_t rates2[] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
  constexpr uint32_t frequencies[] = {44100, 48000, 32000};
  const uint32_t rate = 1000U * (version == 3 ? rates1 : rates2)[rate_index];
  const uint32_t frequency = frequencies[frequency_index] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  const uint32_t samples_eighth = version == 3 ? 144 : 72;
  return samples_eighth * rate / frequency + (at(bytes, 2) >> 1 & 1);
}

bool is_adts(std::string_view bytes) { return frames_follow(bytes, 3, adts_frame_size); }

bool is_mp3(std::string_view bytes) {
  const size_t end = std::min(bytes.size(), search_window);
  for (size_t i = 0; i < end; ++i) {
    const size_t next = bytes.substr(0, end).find('\xFF', i);
    if (next == std::string_view::npos) return false;
    if (frames_follow(bytes.substr(next), 4, mp3_frame_size)) return true;
    i = next;
  }
  return false;
}

}  // namespace veza::library
