// The fields every answer carries, rendered once.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "net/response.h"

namespace veza::http {

// No inline script or style, nothing from elsewhere but media of `media_origin` ("https://s3.example.org"; may be
// empty); blob: for audio that Media Source Extensions feed. WebSockets to the page's own host, which 'self' covers
// (CSP 3); `site_host` ("music.example.org", may be empty) is named for browsers that read it otherwise.
std::string content_security_policy(const std::string& media_origin, const std::string& site_host = {});

class SecurityHeaders {
 public:
  explicit SecurityHeaders(const std::string& media_origin = {}, const std::string& site_host = {});
  // Adds them to the response; a field the handler set itself stays as it is. `https`: Strict-Transport-Security as
  // well. `api`: Cache-Control: no-store where the handler did not say otherwise.
  void apply(net::Response& response, bool https, bool api) const;

 private:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  Fields fields(bool https, bool no_store) const;
  std::string policy_;
  Fields fields_[2];                // [https], without Cache-Control
  net::SharedText rendered_[2][2];  // [https][no_store]
};

}  // namespace veza::http
