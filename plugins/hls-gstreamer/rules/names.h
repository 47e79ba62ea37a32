// The names that appear in media URLs and blob keys. What does not have exactly this form never reaches a key.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace veza::hls {

// A quality: 1–32 of [a-z0-9_-].
bool is_quality(std::string_view name);

// "init.mp4", or "seg-00001.m4s" with five to seven digits, from 1.
bool is_segment_file(std::string_view name);

// "seg-00001.m4s"
std::string segment_file(uint32_t index);

// Sixteen hexadecimal digits, new for every run of the converter.
std::string new_generation();

// "hls/<track>/", "hls/<track>/<generation>/", "hls/<track>/<generation>/<name>".
std::string track_prefix(std::string_view track_id);
std::string generation_prefix(std::string_view track_id, std::string_view generation);
std::string blob_key(std::string_view track_id, std::string_view generation, std::string_view name);

inline constexpr std::string_view init_file = "init.mp4";
inline constexpr std::string_view waveform_file = "waveform.json";

// UUID, lower case: what a track's id looks like.
bool is_track_id(std::string_view text);

}  // namespace veza::hls
