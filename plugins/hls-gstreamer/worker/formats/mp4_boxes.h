// ISO base media boxes (ISO/IEC 14496-12 section 4.2) in memory. No I/O.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace veza::transcode {

struct Mp4Box {
  std::string_view type;  // four bytes, inside the parsed span
  std::span<const std::uint8_t> body;
};

// Calls `visit` for each child box of `parent` until the first that does not fit.
template <class Visit>
void for_each_box(std::span<const std::uint8_t> parent, Visit&& visit) {
  while (parent.size() >= 8) {
    std::uint64_t size = 0;
    for (int i = 0; i < 4; ++i) size = size << 8 | parent[static_cast<std::size_t>(i)];
    std::size_t head = 8;
    if (size == 1 && parent.size() >= 16) {
      size = 0;
      for (std::size_t i = 8; i < 16; ++i) size = size << 8 | parent[i];
      head = 16;
    } else if (size == 0) {
      size = parent.size();
    }
    if (size < head || size > parent.size()) return;
    const std::string_view type(reinterpret_cast<const char*>(parent.data()) + 4, 4);
    visit(Mp4Box{type, parent.subspan(head, static_cast<std::size_t>(size) - head)});
    parent = parent.subspan(static_cast<std::size_t>(size));
  }
}

// The body of the first box of a path ("mdia", "minf"), or an empty span.
inline std::span<const std::uint8_t> find_box(std::span<const std::uint8_t> parent,
                                              std::initializer_list<std::string_view> path) {
  for (std::string_view step : path) {
    std::span<const std::uint8_t> found;
    for_each_box(parent, [&](const Mp4Box& box) {
      if (found.data() == nullptr && box.type == step) found = box.body;
    });
    if (found.data() == nullptr) return {};
    parent = found;
  }
  return parent;
}

}  // namespace veza::transcode
