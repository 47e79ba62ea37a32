// What site.url says about where the site is.
#pragma once
#include <string>

#include "base/error.h"

namespace veza::app {

struct SiteAddress {
  std::string url;        // "https://example.org/music", without a slash at its end; empty when site.url is
  std::string host;       // "example.org" or "example.org:8443"
  std::string base_path;  // "/music"; empty at the root of a host
};

// Errors (invalid): a sentence naming the setting. http or https, a host, no user information, query or fragment; a
// path of letters, digits, hyphens, underscores and dots that does not begin with one of the site's own (/api, /assets
// …), because a proxy may or may not take it off, and then nobody could tell which is meant.
base::Result<SiteAddress> site_address(const std::string& url);

}  // namespace veza::app
