// The one way out: every fetch the server makes of an address that a person or another server gave it.
//
// The name is resolved here and each address checked (allow.h); libcurl is given the addresses that passed, and its
// sockets are checked once more at the moment they are made, so that no second look-up can lead elsewhere. Redirects
// are followed by hand and checked like the first address. No proxy of the environment, no cookies, no decompression;
// certificates are verified (TLS 1.2 and later). Hosts that keep failing are left alone for a while.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "outbound/breaker.h"
#include "outbound/resolve.h"

namespace veza::outbound {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method = "GET";  // GET, HEAD, POST, PUT, PATCH, DELETE
  std::string url;
  // Not Host, Content-Length, Connection and the like, which are libcurl's. On a redirect to another origin only
  // Accept, Accept-Language and User-Agent go along.
  Fields headers = {};
  std::string body = {};
  size_t max_bytes = size_t{1} << 20;  // of the answer's body; more is too_large
  int64_t timeout_ms = 10'000;         // everything: look-up, waiting for room, redirects, the last byte
  int max_redirects = 3;               // 0: a redirect is an answer like any other
};

struct Response {
  int status = 0;
  Fields headers;    // names in lower case, in the order they came
  std::string body;  // as it came; look at content-encoding, though none is asked for
  std::string url;   // of the last redirect

  // The first of that name (lower case); empty when there is none.
  std::string_view header(std::string_view name) const;
};

// How a fetch ended, for metrics.
enum class Outcome { answered, refused, limited, broken, failed };
std::string_view name(Outcome outcome);

struct Config {
  std::vector<std::string> allow = {};  // outbound.allow, see allow.h
  std::vector<uint16_t> ports = {80, 443};
  std::string user_agent = "Veza";
  std::string ca_file = {};             // PEM, trusted besides the system's
  size_t max_bytes = size_t{64} << 20;  // no request may ask for more
  int64_t max_timeout_ms = 60'000;      // nor for longer
  int64_t connect_timeout_ms = 5'000;
  size_t concurrency = 32, concurrency_per_host = 8;
  int64_t wait_ms = 2'000;  // for room, before a fetch is limited
  BreakerLimits breaker = {};
  Lookup lookup = &system_lookup;
  // Told about each fetch. [the fetch's thread] Must be quick.
  std::function<void(Outcome, double seconds)> observe = {};
};

class Client {
 public:
  // Errors (invalid) name the setting.
  static base::Result<std::unique_ptr<Client>> create(Config config);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // [worker; blocks for at most timeout_ms] Any status is an answer. Errors are one sentence without the URL's path or
  // query, which may be secret: invalid (URL or request cannot be used), forbidden (an address, port or redirect that
  // is not allowed), too_large, limited (no room), unavailable (unreachable, untrusted, too slow, breaker open),
  // cancelled (stop).
  base::Result<Response> fetch(const Request& request);

  // Ends the fetches under way, within a second, and refuses new ones. [any thread]
  void stop();

 private:
  struct Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::outbound
