#include "scan/paths.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>

#include <veza/error.hpp>

#include "rules/text.h"

namespace veza::library::scan {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

int digit(char c) {
  const auto at = digits.find(c);
  return at == digits.npos ? -1 : static_cast<int>(at);
}

// How many bytes of `text` are one character that may be shown; 0 when the first byte may not.
size_t plain_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (size > text.size() || lead == '\\') return 0;
  const auto character = text.substr(0, size);
  // Spaces are kept by text_problem's rule, control characters and broken UTF-8 are not.
  return text_problem(character, 1).empty() ? size : 0;
}

}  // namespace

std::string shown_path(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    size_t size = plain_character(bytes);
    if (size > 0) {
      out += bytes.substr(0, size);
    } else {
      size = 1;
      const auto byte = static_cast<unsigned char>(bytes.front());
      out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
    bytes.remove_prefix(size);
  }
  return out;
}

std::optional<std::string> path_bytes(std::string_view shown) {
  std::string out;
  for (size_t i = 0; i < shown.size(); ++i) {
    if (shown[i] != '\\') {
      out += shown[i];
      continue;
    }
    if (i + 3 >= shown.size() || shown[i + 1] != 'x') return std::nullopt;
    const int high = digit(shown[i + 2]), low = digit(shown[i + 3]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
    i += 3;
  }
  if (shown_path(out) != shown) return std::nullopt;
  return out;
}

std::string path_key(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw Error(VEZA_E_INTERNAL, "SHA-256 is not available");
  std::string hex;
  for (size_t i = 0; i < 16; ++i) hex += {digits[digest[i] >> 4], digits[digest[i] & 15]};
  return hex;
}

bool is_music_name(std::string_view name) {
  static constexpr std::array<std::string_view, 15> endings{".wav",  ".wave", ".aif", ".aiff", ".aifc",
                                                            ".flac", ".mp3",  ".m4a", ".m4b",  ".mp4",
                                                            ".aac",  ".ogg",  ".oga", ".opus", ".alac"};
  if (name.empty() || name.front() == '.') return false;
  const auto small = lower(name);
  return std::any_of(endings.begin(), endings.end(), [&](auto ending) { return small.ends_with(ending); });
}

bool is_cover_name(std::string_view name) {
  static constexpr std::array<std::string_view, 3> stems{"cover", "folder", "front"};
  const auto small = lower(name);
  const auto dot = small.rfind('.');
  if (dot == std::string::npos) return false;
  const auto stem = std::string_view(small).substr(0, dot), ending = std::string_view(small).substr(dot);
  return std::find(stems.begin(), stems.end(), stem) != stems.end() &&
         (ending == ".jpg" || ending == ".jpeg" || ending == ".png" || ending == ".webp");
}

bool is_below(std::string_view path, std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  if (folder == "/") return path.starts_with('/');
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace veza::library::scan
