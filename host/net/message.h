// A complete request, as a handler gets it: the head has passed every check of RFC 9112, the body is all there.
#pragma once
#include <Poco/Net/NameValueCollection.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/body.h"

namespace veza::net {

// Field names compare without case; a field sent several times has several entries, in order.
using Headers = Poco::Net::NameValueCollection;

// The other end of the connection: of the TCP connection, that is; who is behind a proxy is the caller's question.
struct Peer {
  std::string address;  // "192.0.2.1" or "2001:db8::1" (an IPv4-mapped address is shown as IPv4)
  uint16_t port = 0;
};

struct Request {
  std::string method;  // a token, as sent ("GET")
  // The request target in origin-form as sent ("/a%20b?x=1"), or "*" (OPTIONS). An absolute-form target has lost its
  // scheme and authority; the authority equals the Host field, else the request was refused.
  std::string target;
  // The target's path, percent-decoded, then normalised: it begins with '/', dot segments are resolved (a path that
  // climbs above the root was refused), runs of '/' are one '/'. Valid UTF-8 without control characters. An encoded
  // slash counts as a slash; raw_path() tells them apart. Below ServerConfig::base_path.
  std::string path;
  Headers headers;
  Body body;
  Peer peer;
  bool tls = false;
  bool http_1_0 = false;
  int64_t received_ms = 0;        // epoch milliseconds at which the head was complete
  std::shared_ptr<void> context;  // what the admission callback left for the handler (its routing result, say)

  // The target before '?', still percent-encoded, and after it.
  std::string_view raw_path() const;
  std::string_view query() const;
  // The first query parameter of that name, percent-decoded, '+' as space (application/x-www-form-urlencoded).
  // Nothing when it is absent (a query with a bad escape never gets as far as a handler).
  std::optional<std::string> query_value(std::string_view name) const;
  // The first field of that name; empty when there is none.
  std::string_view header(const std::string& name) const;
  bool has_header(const std::string& name) const { return headers.has(name); }
  // The cookie's value as sent, without surrounding quotes (RFC 6265 section 5.4). Of several, the first.
  std::optional<std::string> cookie(std::string_view name) const;
};

}  // namespace veza::net
