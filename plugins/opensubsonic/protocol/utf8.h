// Text that may go into XML and JSON.
#pragma once
#include <string>
#include <string_view>

namespace veza::opensubsonic {

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// Without the characters XML 1.0 cannot hold (section 2.2): controls but tab, line feed and carriage return, U+FFFE and
// U+FFFF. What is no UTF-8 becomes U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace veza::opensubsonic
