// From the path of a request target to the path a router sees.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::net {

// Percent-decodes, resolves dot segments after decoding (so "%2e%2e" is one), joins runs of slashes. Nothing when an
// escape is malformed, the path climbs above the root, or the result is not UTF-8 or holds a control character.
// "*" stays "*".
std::optional<std::string> normal_path(std::string_view raw_path);

}  // namespace veza::net
