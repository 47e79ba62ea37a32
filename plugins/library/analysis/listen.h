// What can be heard in one audio file: its tempo (GStreamer's bpmdetect, of SoundTouch), its key and its fingerprint.
// The file is decoded once. Compiled into veza-analyse, a program of its own: decoders work on what strangers upload.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace veza::library::analysis {

// As much of a file is listened to, and as much of that goes into its fingerprint. Less than the least says nothing
// about a beat or a key.
inline constexpr int most_seconds = 180, fingerprint_seconds = 120, least_seconds = 10;

struct Heard {
  std::optional<double> bpm;  // to a tenth; nothing for a file without a beat
  std::string key;            // "Am"; empty without a key
  std::vector<std::uint32_t> fingerprint;
};

// Empty for what cannot be decoded. gst_init was called.
Heard listen(const std::string& path);

// Leaves GStreamer what reads a file and decodes audio; in particular no element that fetches from a network.
void keep_only_audio();

}  // namespace veza::library::analysis
