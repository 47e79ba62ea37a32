#include "plugins/sdk_version.h"

#include "base/text.h"
#include "veza/abi/base.h"

namespace veza::plugins {
namespace {

std::optional<unsigned> number(std::string_view text) {
  if (text.empty() || text.size() > 4 || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  return static_cast<unsigned>(*base::to_int(text));
}

}  // namespace

std::string SdkVersion::text() const { return std::to_string(major) + "." + std::to_string(minor); }

std::optional<SdkVersion> parse_sdk_version(std::string_view text) {
  const auto parts = base::split(text, '.');
  if (parts.size() != 2) return std::nullopt;
  const auto major = number(parts[0]);
  const auto minor = number(parts[1]);
  if (!major || !minor) return std::nullopt;
  return SdkVersion{*major, *minor};
}

SdkVersion host_sdk_version() { return {VEZA_ABI_MAJOR, VEZA_ABI_MINOR}; }

base::Status check_sdk(SdkVersion host, SdkVersion min, std::optional<SdkVersion> max) {
  if (min > host) {
    return base::fail(base::Code::unsupported, "it is too new: it needs SDK " + min.text() + " and this Veza has " +
                                                   host.text() + "; update Veza or install an older release of it");
  }
  if (max ? *max < host : min.major < host.major) {
    return base::fail(base::Code::unsupported, "it is too old: it was made for SDK " + (max ? *max : min).text() +
                                                   " and this Veza has " + host.text() +
                                                   "; install a newer release of it");
  }
  return {};
}

}  // namespace veza::plugins
