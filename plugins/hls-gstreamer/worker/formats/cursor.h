// Reads numbers out of a span, in order, either endianness. Reading past the end yields zeros and sets `short_read()`;
// a parser may so read a whole header and check once.
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace veza::transcode {

class Cursor {
 public:
  explicit Cursor(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint64_t be(int count) {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | next();
    return value;
  }
  std::uint64_t le(int count) {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) value |= static_cast<std::uint64_t>(next()) << (8 * i);
    return value;
  }
  std::uint8_t u8() { return next(); }
  std::uint16_t be16() { return static_cast<std::uint16_t>(be(2)); }
  std::uint32_t be32() { return static_cast<std::uint32_t>(be(4)); }
  std::uint64_t be64() { return be(8); }
  std::uint16_t le16() { return static_cast<std::uint16_t>(le(2)); }
  std::uint32_t le32() { return static_cast<std::uint32_t>(le(4)); }
  std::uint64_t le64() { return le(8); }

  std::string text(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count && at_ < bytes_.size(); ++i) out += static_cast<char>(next());
    if (out.size() != count) short_ = true;
    return out;
  }
  std::span<const std::uint8_t> take(std::size_t count) {
    if (count > left()) {
      short_ = true;
      count = left();
    }
    const auto out = bytes_.subspan(at_, count);
    at_ += count;
    return out;
  }
  void skip(std::size_t count) { take(count); }

  std::size_t left() const { return bytes_.size() - at_; }
  bool short_read() const { return short_; }

 private:
  std::uint8_t next() {
    if (at_ < bytes_.size()) return bytes_[at_++];
    short_ = true;
    return 0;
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool short_ = false;
};

// What follows the first `count` bytes, nothing when there are fewer.
inline std::span<const std::uint8_t> after(std::span<const std::uint8_t> bytes, std::size_t count) {
  return count < bytes.size() ? bytes.subspan(count) : std::span<const std::uint8_t>{};
}

// "fmt ", "moov" … compared as text.
inline bool has_tag(std::span<const std::uint8_t> bytes, std::size_t at, std::string_view tag) {
  if (bytes.size() < at || bytes.size() - at < tag.size()) return false;
  for (std::size_t i = 0; i < tag.size(); ++i)
    if (bytes[at + i] != static_cast<std::uint8_t>(tag[i])) return false;
  return true;
}

}  // namespace veza::transcode
