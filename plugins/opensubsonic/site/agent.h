// Short texts that apps send and people see.
#pragma once
#include <string>
#include <string_view>

#include "protocol/params.h"

namespace veza::opensubsonic {

// One line of at most `most` bytes: control characters become spaces, ends are trimmed, no character is cut in two.
std::string line_of(std::string_view text, size_t most);

// What the app calls itself (c), as kept beside its password.
inline std::string agent_of(const Params& params) { return line_of(params.text("c", "unknown"), 60); }

}  // namespace veza::opensubsonic
