// Pages of other origins that may read answers (the Fetch standard's CORS protocol): those the site names, exactly.
//
// Cookies are never part of it (no Access-Control-Allow-Credentials): such a page signs in for a token of its own and
// sends it as a bearer token. Off while no origin is named.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/message.h"
#include "net/response.h"

namespace veza::http {

// "https://app.example.org" or with a port: scheme and host in lower case, no path, no default port, no wildcard.
// Errors (invalid) name what is wrong with it. What a browser sends as Origin is compared byte by byte.
base::Status check_origin(std::string_view origin);

class Cors {
 public:
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}
  bool empty() const { return origins_.empty(); }
  // The request's origin when it is one of them, else empty.
  std::string_view friend_of(const net::Request& request) const;
  // Adds to any answer of the API what lets `origin` (from friend_of) read it, and to every one that it depends on the
  // origin.
  void apply(net::Response& response, std::string_view origin) const;
  // Adds to the answer to OPTIONS, whose Allow is set, what lets the browser send the request it asks about.
  static void allow(net::Response& response, const net::Request& request);

 private:
  std::vector<std::string> origins_;
};

}  // namespace veza::http
