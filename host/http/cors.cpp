#include "http/cors.h"

#include <algorithm>

#include "base/text.h"

namespace veza::http {
namespace {

// A preflight is kept for as long; browsers cut it to two hours and less.
constexpr const char* for_a_day = "86400";

void vary(net::Response& response, const std::string& field) {
  const std::string before = response.headers.get("Vary", "");
  response.set("Vary", before.empty() ? field : before + ", " + field);
}

}  // namespace

base::Status check_origin(std::string_view origin) {
  const auto invalid = [&](const std::string& what) {
    return base::fail(base::Code::invalid, "\"" + std::string(origin) + "\" " + what);
  };
  if (origin == "*") return invalid("would let every page of the web read answers; name the origins");
  std::string_view host;
  std::string_view default_port;
  if (origin.starts_with("https://")) {
    host = origin.substr(8);
    default_port = ":443";
  } else if (origin.starts_with("http://")) {
    host = origin.substr(7);
    default_port = ":80";
  } else {
    return invalid("is no origin; write https://app.example.org");
  }
  const bool plain = !host.empty() && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:[]") == host.npos;
  if (!plain)
    return invalid("is more, or other, than scheme, host and port in lower case; write https://app.example.org");
  if (host.ends_with(default_port)) return invalid("names its scheme's own port, which browsers leave out");
  return {};
}

std::string_view Cors::friend_of(const net::Request& request) const {
  if (origins_.empty()) return {};
  const std::string_view origin = request.header("Origin");
  return std::find(origins_.begin(), origins_.end(), origin) == origins_.end() ? std::string_view() : origin;
}

void Cors::apply(net::Response& response, std::string_view origin) const {
  if (origins_.empty()) return;
  vary(response, "Origin");
  if (origin.empty()) return;
  response.set("Access-Control-Allow-Origin", std::string(origin));
  response.set("Access-Control-Expose-Headers", "Content-Range, ETag, Location, Retry-After, X-Request-Id, *");
}

void Cors::allow(net::Response& response, const net::Request& request) {
  if (!request.has_header("Access-Control-Request-Method")) return;
  vary(response, "Access-Control-Request-Method, Access-Control-Request-Headers");
  response.set("Access-Control-Allow-Methods", response.headers.get("Allow", "GET, HEAD"));
  // Plugins have fields of their own (an upload's offset). The wildcard, which never stands for Authorization, means
  // all of them as long as no cookies are part of it (Fetch section 3.3.4).
  response.set("Access-Control-Allow-Headers",
               "Accept, Authorization, Content-Type, If-Match, If-None-Match, Range, X-Request-Id, *");
  response.set("Access-Control-Max-Age", for_a_day);
}

}  // namespace veza::http
