#include "app/site_address.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace veza::app {
namespace {

constexpr std::array<std::string_view, 6> own{"api", "assets", "health", "metrics", ".well-known", "favicon.svg"};

bool is_plain(std::string_view text, std::string_view more) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) != 0 || more.find(static_cast<char>(c)) != more.npos;
  });
}

bool is_base_path(std::string_view path) {
  if (path.empty()) return true;
  const auto segments = base::split(path.substr(1), '/');
  return std::all_of(segments.begin(), segments.end(), [](std::string_view segment) {
    return is_plain(segment, "-_.") && segment != "." && segment != "..";
  });
}

}  // namespace

base::Result<SiteAddress> site_address(const std::string& url) {
  SiteAddress address;
  if (url.empty()) return address;
  const auto invalid = [&](const std::string& what) {
    return base::fail(base::Code::invalid, "site.url: \"" + url + "\" " + what);
  };
  constexpr const char* useless = "is no address people could use. Write https://music.example.org.";
  try {
    const Poco::URI parsed(url);
    if (parsed.getScheme() != "http" && parsed.getScheme() != "https") return invalid(useless);
    if (parsed.getHost().size() > 253 || !is_plain(parsed.getHost(), ".-_[]:")) return invalid(useless);
    if (!parsed.getUserInfo().empty() || !parsed.getRawQuery().empty() || !parsed.getFragment().empty()) {
      return invalid("has more than scheme, host and path. Write https://music.example.org.");
    }
    std::string path = parsed.getPath();
    while (path.ends_with('/')) path.pop_back();
    if (!is_base_path(path) || url.find('%') != url.npos) {
      return invalid(
          "has a path other than letters, digits, hyphens, underscores and dots. Write https://example.org/music.");
    }
    const std::string_view first = base::split(std::string_view(path).substr(path.empty() ? 0 : 1), '/').front();
    if (std::find(own.begin(), own.end(), first) != own.end()) {
      return invalid("has a path that begins with /" + std::string(first) +
                     ", which is one of the site's own. Choose another.");
    }
    address.host = parsed.getAuthority();
    address.base_path = path;
    address.url = parsed.getScheme() + "://" + address.host + path;
    return address;
  } catch (const Poco::Exception&) {
    return invalid(useless);
  }
}

}  // namespace veza::app
