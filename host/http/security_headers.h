// The fields every answer carries, rendered once.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "net/response.h"

namespace veza::http {

// No inline script or style, nothing from elsewhere; blob: for audio that Media Source Extensions feed.
inline constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; font-src 'self'; object-src 'none'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

class SecurityHeaders {
 public:
  SecurityHeaders();
  // Adds them to the response; a field the handler set itself stays as it is. `https`: Strict-Transport-Security as
  // well. `api`: Cache-Control: no-store where the handler did not say otherwise.
  void apply(net::Response& response, bool https, bool api) const;

 private:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  static Fields fields(bool https, bool no_store);
  Fields fields_[2];                // [https], without Cache-Control
  net::SharedText rendered_[2][2];  // [https][no_store]
};

}  // namespace veza::http
