// The SDK's version: "major.minor". A host of 1.3 runs plugins that need 1.0 to 1.3; another major is another ABI.
#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::plugins {

struct SdkVersion {
  unsigned major = 0, minor = 0;
  auto operator<=>(const SdkVersion&) const = default;
  std::string text() const;
};

// "1.0"; nothing for any other shape or a number over 9999.
std::optional<SdkVersion> parse_sdk_version(std::string_view text);

// What this host was built with (veza/abi/base.h).
SdkVersion host_sdk_version();

// Whether a plugin that needs at least `min`, and at most `max` where it says so, runs on `host`. Errors
// (unsupported): a sentence saying whether plugin or host is too old, and what to do. Without `max` every version of
// min's major is fine.
base::Status check_sdk(SdkVersion host, SdkVersion min, std::optional<SdkVersion> max);

}  // namespace veza::plugins
