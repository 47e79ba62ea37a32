// A cover in the sizes that lists and players show, made with gdk-pixbuf. Compiled into veza-covers, a program of its
// own: a picture is what strangers upload, and whatever its decoder does happens to that program alone.
#pragma once
#include <cstdint>
#include <string>

namespace veza::library::covers {

// What is decoded at all: a small file can hold a picture that fills the memory.
inline constexpr int max_side = 16384;
inline constexpr int64_t max_pixels = 50'000'000;

// Writes PREFIX-64.jpg, PREFIX-256.jpg, … (rules/cover_sizes.h): upright as the camera's mark says, on white where the
// picture is transparent, without what else the file holds (places, cameras). `type` is "image/jpeg", "image/png" or
// "image/webp" and chooses the decoder; no other one is tried. Empty, or why there are none, as a sentence's end ("is
// larger than 16384 pixels a side").
std::string resize(const std::string& path, const std::string& type, const std::string& prefix);

}  // namespace veza::library::covers
