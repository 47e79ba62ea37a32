// The sizes a cover is kept in beside the picture itself.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace veza::library {

// The longest side in pixels; a smaller picture keeps its own.
inline constexpr std::array<int, 4> cover_sizes{64, 256, 512, 1024};

// As a query string names it: "256", nothing else that means the same.
inline std::optional<int> cover_size(std::string_view text) {
  constexpr std::array<std::string_view, 4> names{"64", "256", "512", "1024"};
  for (size_t i = 0; i < names.size(); ++i) {
    if (text == names[i]) return cover_sizes[i];
  }
  return std::nullopt;
}

inline constexpr size_t max_cover = size_t{10} << 20;  // bytes of an uploaded or embedded picture

}  // namespace veza::library
