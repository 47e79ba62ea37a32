// Text within XML and HTML.
#pragma once
#include <string>
#include <string_view>

namespace veza::base {

// As it stands between tags or within quotes: & < > " ' become references.
std::string escape_markup(std::string_view text);

}  // namespace veza::base
