// One HTTP exchange with an object store, over libcurl: connections are reused, certificates verified, every wait
// bounded. No redirects, no retries, no knowledge of S3.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace veza::blobs {

struct TransportLimits {
  int connect_timeout_ms = 5'000;
  int stall_timeout_s = 30;              // no byte either way for so long
  int request_timeout_ms = 300'000;      // the whole exchange
  size_t body_limit = size_t{16} << 20;  // of an answer kept in memory
  size_t idle_connections = 16;          // kept open for the next exchange
  std::string ca_file = {};              // PEM; empty: the system's
};

struct HttpRequest {
  std::string method;  // GET, HEAD, PUT, POST, DELETE
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body = {};  // must outlive the exchange
  // Where the body of a 2xx goes instead of HttpReply::body; more than fits is a fault.
  char* out = nullptr;
  size_t out_size = 0;
};

struct HttpReply {
  int status = 0;
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case; the last of each
  std::string body;
  size_t out_used = 0;

  std::string header(std::string_view name) const;
};

// Why there is no (whole) answer.
struct TransportFault {
  std::string sentence;
  bool sent = true;     // the server may have acted on it
  bool passing = true;  // trying again may help
};

// "Sun, 06 Nov 1994 08:49:37 GMT" as epoch milliseconds; 0 when it is no time.
int64_t http_time_ms(const std::string& text);

// [any thread], many exchanges at once.
class HttpTransport {
 public:
  static base::Result<std::unique_ptr<HttpTransport>> create(const TransportLimits& limits);
  virtual ~HttpTransport() = default;
  virtual tl::expected<HttpReply, TransportFault> exchange(const HttpRequest& request) = 0;
};

}  // namespace veza::blobs
