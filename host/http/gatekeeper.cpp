#include "http/gatekeeper.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "http/envelope.h"
#include "http/request_id.h"

namespace veza::http {
namespace {

bool is_known_method(std::string_view method) {
  static constexpr std::array<std::string_view, 7> known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  return std::find(known.begin(), known.end(), method) != known.end();
}

bool is_unsafe(std::string_view method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

Problem too_often(WaitUs wait) {
  Problem problem{429, "rate_limited", "Too many requests. Please wait a moment and try again."};
  problem.retry_after_s = (wait + 999'999) / 1'000'000;
  return problem;
}

Problem must_sign_in() { return {401, "unauthorized", "Please sign in first."}; }

net::Response with_challenge(net::Response response) {
  if (response.status == 401) response.set("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace

Gatekeeper::Gatekeeper(const PipelineConfig& config, TrustedProxies proxies, const PipelineParts& parts)
    : router_(parts.router),
      authenticate_(parts.authenticate),
      csrf_(parts.csrf),
      proxies_(std::move(proxies)),
      cors_(config.cors_origins),
      hosts_(config.hosts),
      clock_(config.clock),
      signed_in_(config.limits.signed_in),
      guest_(config.limits.guest),
      per_ip_(config.limits.per_ip),
      global_(config.limits.global),
      by_ip_(config.limits.per_ip.per_second > 0),
      by_caller_(config.limits.signed_in.per_second > 0 || config.limits.guest.per_second > 0) {}

std::optional<net::Response> Gatekeeper::examine(const net::Request& request, Exchange& exchange) {
  const std::string_view sent_id = request.header("X-Request-Id");
  exchange.request_id = is_request_id(sent_id) ? std::string(sent_id) : new_request_id();
  exchange.client = client_of(request, proxies_);
  exchange.is_api = request.path == "/api" || request.path.starts_with("/api/");
  if (exchange.is_api) exchange.friendly_origin = cors_.friend_of(request);
  Match match = router_.match(request.method, request.path);
  exchange.mounted = match.mounted;
  exchange.params = match.params;
  exchange.allow = match.allow;
  exchange.stats = match.mounted ? match.mounted->stats : &router_.stats()->unmatched();

  const auto refused = [&](const Problem& problem) {
    router_.stats()->refused(problem.code);
    return with_challenge(error(problem, exchange.request_id));
  };
  if (auto problem = check_host(request, exchange)) return refused(*problem);
  if (auto problem = check_rates(exchange)) return refused(*problem);
  if (auto response = find_route(request, exchange, match)) return response;
  if (auto problem = authenticate(request, exchange)) return refused(*problem);
  if (auto problem = check_api_rate(exchange)) return refused(*problem);
  if (auto problem = check_forgery(request, exchange)) return refused(*problem);
  if (auto problem = check_permission(exchange)) return refused(*problem);
  return std::nullopt;
}

std::optional<net::Response> Gatekeeper::examine_inner(const net::Request& request, Exchange& exchange, bool counted) {
  const Match match = router_.match(request.method, request.path);
  exchange.is_api = request.path == "/api" || request.path.starts_with("/api/");
  exchange.mounted = match.mounted;
  exchange.params = match.params;
  const auto refused = [&](const Problem& problem) { return error(problem, exchange.request_id); };
  // Neither pages nor what the door answers by itself: whoever asks is a program of this site.
  if (match.kind == Match::Kind::not_found) {
    return refused({404, "not_found", "There is nothing at this address."});
  }
  if (match.kind != Match::Kind::found) {
    return refused({405, "method_not_allowed", "This address does not take " + request.method + " requests."});
  }
  if (request.has_header("Authorization")) {
    if (auto problem = authenticate(request, exchange)) return refused(*problem);
  }
  if (counted) {
    if (auto problem = check_api_rate(exchange)) {
      router_.stats()->refused(problem->code);
      return refused(*problem);
    }
  }
  if (auto problem = check_permission(exchange)) return refused(*problem);
  return std::nullopt;
}

std::optional<Problem> Gatekeeper::check_host(const net::Request& request, const Exchange& exchange) const {
  // A probe of a load balancer asks by address.
  if (hosts_.empty() || request.path == "/health") return std::nullopt;
  const std::string_view name = without_port(exchange.client.host);
  const bool known = std::any_of(hosts_.begin(), hosts_.end(),
                                 [&](const std::string& host) { return base::equal_no_case(host, name); });
  if (known) return std::nullopt;
  return Problem{421, "unknown_host", "This server does not answer for that host name."};
}

std::optional<Problem> Gatekeeper::check_rates(const Exchange& exchange) {
  if (exchange.mounted && exchange.mounted->route.no_rate_limit) return std::nullopt;
  const int64_t now = clock_();
  if (by_ip_) {
    if (const WaitUs wait = per_ip_.take(address_key(exchange.client.ip), now)) return too_often(wait);
  }
  if (const WaitUs wait = global_.take(now)) return too_often(wait);
  return std::nullopt;
}

net::Response Gatekeeper::wrong_method(const net::Request& request, const Exchange& exchange,
                                       const Match& match) const {
  net::Response response = net::Response::empty(204);
  if (request.method != "OPTIONS") {
    response = error(Problem{405, "method_not_allowed", "This address does not take " + request.method + " requests."},
                     exchange.request_id);
  }
  response.set("Allow", match.allow);
  if (request.method == "OPTIONS" && !exchange.friendly_origin.empty()) Cors::allow(response, request);
  return response;
}

std::optional<net::Response> Gatekeeper::find_route(const net::Request& request, Exchange& exchange,
                                                    Match& match) const {
  if (match.kind == Match::Kind::found) return std::nullopt;
  if (!is_known_method(request.method)) {
    return error(Problem{501, "not_implemented", "This server does not know the method " + request.method + "."},
                 exchange.request_id);
  }
  if (request.path == "*") {  // OPTIONS *: what the server as a whole can do (RFC 9110 section 9.3.7)
    net::Response response = net::Response::empty(204);
    response.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    return response;
  }
  if (match.kind != Match::Kind::not_found) return wrong_method(request, exchange, match);
  const auto pages = router_.fallback();
  if (pages && !exchange.is_api && wants_page(request)) {
    if (request.method == "GET" || request.method == "HEAD") {
      exchange.mounted = pages;
      exchange.stats = pages->stats;
      return std::nullopt;
    }
    match.allow = "GET, HEAD, OPTIONS";
    return wrong_method(request, exchange, match);
  }
  return error(Problem{404, "not_found", "There is nothing at this address."}, exchange.request_id);
}

std::optional<Problem> Gatekeeper::authenticate(const net::Request& request, Exchange& exchange) const {
  if (!authenticate_) return std::nullopt;
  const Route& route = exchange.mounted->route;
  auto answer = authenticate_(request, AuthOptions{route.accepts_query_token, exchange.client.https});
  if (answer) {
    exchange.auth = std::move(*answer);
    return std::nullopt;
  }
  if (route.on_bad_token == OnBadToken::guest) return std::nullopt;
  return std::move(answer.error());
}

std::optional<Problem> Gatekeeper::check_api_rate(const Exchange& exchange) {
  if (!by_caller_ || !exchange.is_api || exchange.mounted->route.no_rate_limit) return std::nullopt;
  const Principal& principal = *exchange.auth.principal;
  const WaitUs wait = principal.is_guest() ? guest_.take(address_key(exchange.client.ip), clock_())
                                           : signed_in_.take(principal.user_id, clock_());
  return wait > 0 ? std::optional(too_often(wait)) : std::nullopt;
}

std::optional<Problem> Gatekeeper::check_forgery(const net::Request& request, const Exchange& exchange) const {
  if (!is_unsafe(request.method)) return std::nullopt;
  // Nobody in particular has no token, and may be signed in by the answer: as whom, no other site's page decides.
  if (exchange.mounted->route.csrf_exempt || exchange.auth.via == Via::none) {
    if (!exchange.friendly_origin.empty() || !is_foreign(request, exchange.client.host, exchange.client.https)) {
      return std::nullopt;
    }
    return Problem{403, "csrf_failed", "This request came from a page of another site."};
  }
  if (exchange.auth.via != Via::cookie || (csrf_ && csrf_(request, exchange.auth))) return std::nullopt;
  return Problem{403, "csrf_failed", "The page is out of date. Please reload it and try again."};
}

std::optional<Problem> Gatekeeper::check_permission(const Exchange& exchange) const {
  const Principal& principal = *exchange.auth.principal;
  if (exchange.mounted->route.session_only && !principal.token_id.empty())
    return Problem{403, "session_required", "A personal access token cannot do this; sign in."};
  const std::string& permission = exchange.mounted->route.permission;
  if (permission.empty()) return std::nullopt;
  if (principal.is_guest()) return must_sign_in();
  if (principal.can(permission)) return std::nullopt;
  return Problem{403, "forbidden", "Your account may not do this (it takes the permission " + permission + ")."};
}

}  // namespace veza::http
