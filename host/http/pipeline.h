// From a request's head to its answer: request id, client address, Host check, rate limits, route, authentication,
// CSRF, permission – all decided before the body is read – then the handler, then the headers every answer carries,
// the access log line and the metrics.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "http/auth.h"
#include "http/rate_limits.h"
#include "http/router.h"
#include "net/server.h"
#include "observe/metrics.h"

namespace veza::http {

enum class AccessLog { off, errors /* 5xx only */, all };

struct PipelineConfig {
  std::vector<std::string> trusted_proxies;  // addresses or CIDR networks whose X-Forwarded-* is believed
  std::vector<std::string> hosts;            // names (without port) the Host field may hold; empty = any
  RateLimitConfig limits;
  AccessLog access_log = AccessLog::all;
  // Origins whose pages may read the API's answers (cors.h).
  std::vector<std::string> cors_origins = {};
  // "/music" where the site is not at the root of its host: goes in front of every Location that is a path.
  std::string base_path = {};
  std::string site_host = {};     // host[:port] of the site's address, where it is known: pages open WebSockets to it
  std::string media_origin = {};  // another origin that pages may load media from; empty: none
  MicroClock clock = steady_us;   // of the limits
};

struct PipelineParts {
  Router& router;                   // outlives the pipeline
  Authenticator authenticate = {};  // unset: everybody is a guest
  CsrfCheck csrf = {};              // unset: cookie-authenticated unsafe requests are refused
  base::Log log = {};
  observe::Metrics* metrics = nullptr;  // outlives the pipeline
};

class Pipeline {
 public:
  // Errors (invalid): a trusted proxy that is no address or network, an origin that is none.
  static base::Result<std::unique_ptr<Pipeline>> create(PipelineConfig config, PipelineParts parts);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // For net::Server. The pipeline outlives the server.
  net::Hooks hooks();

 private:
  struct Impl;
  explicit Pipeline(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::http
