// Upload-Checksum: whether bytes are what a client says they are.
#pragma once
#include <string_view>

#include "uploads/tus_fields.h"

namespace veza::library::tus {

inline constexpr std::string_view checksum_algorithms = "sha1,sha256,md5";

enum class Checked { good, mismatch, unknown_algorithm };
Checked check(const Checksum& checksum, std::string_view bytes);

}  // namespace veza::library::tus
