// What a session list calls a device.
#pragma once
#include <string>
#include <string_view>

namespace veza::identity {

// "Firefox on Linux", "Safari on iPhone", "curl"; "Unknown device" for an empty User-Agent. A guess for people: nothing
// depends on it.
std::string device_name(std::string_view user_agent);

}  // namespace veza::identity
