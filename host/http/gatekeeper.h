// Everything that is decided about a request before its body is read. Plain steps over a head: no socket, no thread.
#pragma once
#include <optional>

#include "http/auth.h"
#include "http/cors.h"
#include "http/exchange.h"
#include "http/pipeline.h"
#include "http/rate_limits.h"

namespace veza::http {

class Gatekeeper {
 public:
  Gatekeeper(const PipelineConfig& config, TrustedProxies proxies, const PipelineParts& parts);

  // Fills the exchange (request id and client first, so that a refusal can carry them) and returns the answer when
  // the request goes no further: a refusal, or the answer to OPTIONS. [reactor; does not block]
  std::optional<net::Response> examine(const net::Request& request, Exchange& exchange);

  // The same for a request within another, whose client and id `exchange` has: route, who asks (unless the exchange
  // knows), the API's rate when it is to be `counted`, permission. [any thread]
  std::optional<net::Response> examine_inner(const net::Request& request, Exchange& exchange, bool counted);

 private:
  std::optional<Problem> check_host(const net::Request& request, const Exchange& exchange) const;
  std::optional<Problem> check_rates(const Exchange& exchange);
  std::optional<net::Response> find_route(const net::Request& request, Exchange& exchange, Match& match) const;
  std::optional<Problem> authenticate(const net::Request& request, Exchange& exchange) const;
  net::Response wrong_method(const net::Request& request, const Exchange& exchange, const Match& match) const;
  std::optional<Problem> check_api_rate(const Exchange& exchange);
  std::optional<Problem> check_forgery(const net::Request& request, const Exchange& exchange) const;
  std::optional<Problem> check_permission(const Exchange& exchange) const;

  Router& router_;
  Authenticator authenticate_;
  CsrfCheck csrf_;
  TrustedProxies proxies_;
  Cors cors_;
  std::vector<std::string> hosts_;
  MicroClock clock_;
  RateLimiter signed_in_;
  RateLimiter guest_;
  RateLimiter per_ip_;
  TokenBucket global_;
  bool by_ip_;      // whether per_ip_ limits anything
  bool by_caller_;  // … signed_in_ or guest_
};

}  // namespace veza::http
