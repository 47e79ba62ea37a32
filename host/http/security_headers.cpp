#include "http/security_headers.h"

#include <algorithm>

namespace veza::http {

std::string content_security_policy(const std::string& media_origin, const std::string& site_host) {
  const std::string sockets = site_host.empty() ? "" : " ws://" + site_host + " wss://" + site_host;
  const std::string from = media_origin.empty() ? "" : " " + media_origin;
  return "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:" + from +
         "; media-src 'self' blob:" + from + "; connect-src 'self'" + sockets + from +
         "; worker-src 'self' blob:; font-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; "
         "form-action 'self'";
}

SecurityHeaders::Fields SecurityHeaders::fields(bool https, bool no_store) const {
  Fields all{{"Content-Security-Policy", policy_},
             {"X-Content-Type-Options", "nosniff"},
             {"X-Frame-Options", "DENY"},
             {"Referrer-Policy", "strict-origin-when-cross-origin"},
             {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
             {"Cross-Origin-Opener-Policy", "same-origin"}};
  if (https) all.emplace_back("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  if (no_store) all.emplace_back("Cache-Control", "no-store");
  return all;
}

SecurityHeaders::SecurityHeaders(const std::string& media_origin, const std::string& site_host)
    : policy_(content_security_policy(media_origin, site_host)) {
  for (const bool https : {false, true}) {
    fields_[https] = fields(https, false);
    for (const bool no_store : {false, true}) {
      std::string text;
      for (const auto& [name, value] : fields(https, no_store)) {
        text.append(name).append(": ").append(value).append("\r\n");
      }
      rendered_[https][no_store] = std::make_shared<const std::string>(std::move(text));
    }
  }
}

void SecurityHeaders::apply(net::Response& response, bool https, bool api) const {
  const bool no_store = api && !response.headers.has("Cache-Control");
  const Fields& all = fields_[https];
  const bool own =
      std::any_of(all.begin(), all.end(), [&](const auto& field) { return response.headers.has(field.first); });
  if (!own) {
    response.rendered_fields = rendered_[https][no_store];
    return;
  }
  for (const auto& [name, value] : fields(https, no_store)) {
    if (!response.headers.has(name)) response.set(name, value);
  }
}

}  // namespace veza::http
