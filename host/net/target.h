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

// What a site under `base` ("" or "/music") calls a normalised path: without it. A path outside of it stays as it is,
// because a proxy may have taken the base off.
std::string_view below_base(std::string_view path, std::string_view base);

// Whether every escape of a query is whole and it decodes to UTF-8 without NUL. What a parser downstream would read as
// absent or cut short is refused at the door instead.
bool is_sound_query(std::string_view query);

}  // namespace veza::net
