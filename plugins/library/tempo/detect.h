// The tempo of one audio file, measured with GStreamer's bpmdetect (SoundTouch). Compiled into veza-tempo, a program of
// its own: decoders work on what strangers upload.
#pragma once
#include <optional>
#include <string>

namespace veza::library::tempo {

// As much of a file is looked at, and less than the least says nothing about a beat.
inline constexpr int most_seconds = 180, least_seconds = 10;

// Beats per minute, to a tenth; nothing for a file without a beat, or one that cannot be decoded. gst_init was called.
std::optional<double> detect(const std::string& path);

// Leaves GStreamer what reads a file and decodes audio; in particular no element that fetches from a network.
void keep_only_audio();

}  // namespace veza::library::tempo
