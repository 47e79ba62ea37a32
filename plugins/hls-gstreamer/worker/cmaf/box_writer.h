// Builds ISO base media boxes (ISO/IEC 14496-12 section 4.2): numbers big-endian, sizes filled in when a box closes.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace veza::transcode {

class BoxWriter {
 public:
  BoxWriter& u8(unsigned value) { return number(value, 1); }
  BoxWriter& u16(unsigned value) { return number(value, 2); }
  BoxWriter& u24(std::uint32_t value) { return number(value, 3); }
  BoxWriter& u32(std::uint32_t value) { return number(value, 4); }
  BoxWriter& u64(std::uint64_t value) { return number(value, 8); }
  BoxWriter& zeros(std::size_t count) {
    bytes_.append(count, '\0');
    return *this;
  }
  BoxWriter& text(std::string_view value) {
    bytes_.append(value);
    return *this;
  }
  BoxWriter& raw(std::span<const std::uint8_t> value) {
    bytes_.append(reinterpret_cast<const char*>(value.data()), value.size());
    return *this;
  }

  // A box whose body `fill` writes.
  template <class Fill>
  BoxWriter& box(std::string_view type, Fill&& fill) {
    const std::size_t start = bytes_.size();
    u32(0).text(type);
    fill(*this);
    patch32(start, static_cast<std::uint32_t>(bytes_.size() - start));
    return *this;
  }
  // A FullBox: version and flags before the body.
  template <class Fill>
  BoxWriter& full_box(std::string_view type, unsigned version, std::uint32_t flags, Fill&& fill) {
    return box(type, [&](BoxWriter& w) { fill(w.u8(version).u24(flags)); });
  }

  std::size_t size() const { return bytes_.size(); }
  void patch32(std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<char>(value >> (24 - 8 * i));
  }
  std::string take() { return std::move(bytes_); }

 private:
  BoxWriter& number(std::uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bytes_ += static_cast<char>(value >> (8 * i));
    return *this;
  }

  std::string bytes_;
};

}  // namespace veza::transcode
