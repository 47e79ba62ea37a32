#include "blobs/key.h"

#include <string>

#include "base/text.h"

namespace veza::blobs {
namespace {

constexpr size_t longest_key = 512;

bool allowed(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

// What is wrong with the key; empty when nothing is.
std::string_view problem(std::string_view key) {
  if (key.empty()) return "is empty";
  if (key.size() > longest_key) return "is longer than 512 bytes";
  if (key.front() == '.') return "begins with '.'";
  for (const std::string_view segment : base::split(key, '/')) {
    if (segment.empty()) return "has an empty segment";
    if (segment == "." || segment == "..") return "has a segment \".\" or \"..\"";
    // The limit of a file's name on Linux.
    if (segment.size() > 255) return "has a segment longer than 255 bytes";
    for (const char c : segment) {
      if (!allowed(c)) return "has a character other than letters, digits, '.', '_', '-' and '/'";
    }
  }
  return {};
}

}  // namespace

base::Status check_key(std::string_view key) {
  const std::string_view wrong = problem(key);
  if (wrong.empty()) return {};
  return base::fail(base::Code::invalid,
                    "the blob key \"" + std::string(key.substr(0, 80)) + "\" " + std::string(wrong));
}

base::Status check_prefix(std::string_view prefix) {
  if (!prefix.ends_with('/')) {
    return base::fail(base::Code::invalid,
                      "the blob prefix \"" + std::string(prefix.substr(0, 80)) + "\" does not end with '/'");
  }
  return check_key(prefix.substr(0, prefix.size() - 1));
}

}  // namespace veza::blobs
