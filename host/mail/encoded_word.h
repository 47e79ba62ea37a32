// Text in a header that is not ASCII (RFC 2047).
#pragma once
#include <string>
#include <string_view>

namespace veza::mail {

// Printable ASCII comes back as it is, folded at spaces when longer than a line; anything else as encoded-words of
// UTF-8 in base64, each at most 75 characters and made of whole characters. `first_column` is how much of the first
// line is taken ("Subject: ").
std::string header_text(std::string_view text, size_t first_column);

}  // namespace veza::mail
