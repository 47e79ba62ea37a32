// The SHA-256 of a file.
#pragma once
#include <string>

namespace veza::library::tags {

// Hex; empty when the file cannot be read to its end.
std::string file_hash(const std::string& path);

}  // namespace veza::library::tags
