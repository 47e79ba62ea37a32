#include "http/pipeline.h"

#include "http/access_log.h"
#include "http/cors.h"
#include "http/dispatch.h"
#include "http/envelope.h"
#include "http/gatekeeper.h"
#include "http/request_id.h"
#include "http/security_headers.h"

namespace veza::http {
namespace {

std::string code_of(int status) {
  switch (status) {
    case 400:
      return "malformed_request";
    case 403:
      return "forbidden";
    case 405:
      return "method_not_allowed";
    case 408:
      return "request_timeout";
    case 412:
      return "precondition_failed";
    case 413:
      return "too_large";
    case 414:
      return "address_too_long";
    case 416:
      return "range_not_satisfiable";
    case 417:
      return "expectation_failed";
    case 426:
      return "upgrade_required";
    case 429:
      return "rate_limited";
    case 431:
      return "headers_too_large";
    case 501:
      return "not_implemented";
    case 503:
      return "unavailable";
    case 507:
      return "insufficient_storage";
    case 505:
      return "version_not_supported";
    default:
      return status < 500 ? "malformed_request" : "internal";
  }
}

// A body that is made as it is sent runs the owner's code after the handler returned: the owner stays in use as long.
void hold_while_sending(net::Response& response, OwnerGate::Pass pass) {
  auto* pull = std::get_if<net::PullBody>(&response.body);
  if (pull == nullptr) return;
  pull->next = [next = std::move(pull->next), held = std::make_shared<OwnerGate::Pass>(std::move(pass))](
                   char* buffer, size_t capacity) { return next(buffer, capacity); };
}

}  // namespace

struct Pipeline::Impl final : Dispatcher {
  Impl(const PipelineConfig& config, TrustedProxies proxies, const PipelineParts& parts)
      : stats(parts.router.stats()),
        gatekeeper(config, std::move(proxies), parts),
        security(config.media_origin, config.site_host),
        cors(config.cors_origins),
        base_path(config.base_path),
        log(parts.log),
        access_log(config.access_log) {
    if (parts.metrics != nullptr) parts.metrics->collect_from(stats);
  }

  std::shared_ptr<HttpStats> stats;
  Gatekeeper gatekeeper;
  SecurityHeaders security;
  Cors cors;
  std::string base_path;
  base::Log log;
  AccessLog access_log;

  void finish(net::Response& response, const Exchange& exchange) const {
    response.set("X-Request-Id", exchange.request_id);
    if (exchange.is_api) cors.apply(response, exchange.friendly_origin);
    if (!base_path.empty()) {
      const std::string location = response.headers.get("Location", "");
      // A plugin may have made it of the request's base_url().
      const bool below = location == base_path || location.starts_with(base_path + "/");
      if (location.starts_with('/') && !location.starts_with("//") && !below) {
        response.set("Location", base_path + location);
      }
    }
    security.apply(response, exchange.client.https, exchange.is_api);
  }

  net::Admission admit(const net::Request& request) {
    auto exchange = std::make_shared<Exchange>();
    net::Admission admission;
    admission.refusal = gatekeeper.examine(request, *exchange);
    if (admission.refusal) {
      finish(*admission.refusal, *exchange);
    } else {
      const Route& route = exchange->mounted->route;
      admission.dispatch = route.run_inline ? net::Dispatch::inline_ : net::Dispatch::worker;
      admission.body_limit = route.body_limit;
      admission.partial_body = route.partial_body;
    }
    admission.context = std::move(exchange);
    return admission;
  }

  net::Response handle(net::Request&& request) {
    const auto exchange = std::static_pointer_cast<Exchange>(request.context);
    if (!exchange || !exchange->mounted) return refuse(500, "The request was not admitted.", nullptr);
    net::Response response = call(request, *exchange, 0);
    if (request.method == "OPTIONS") {
      response.set("Allow", exchange->allow);
      if (!exchange->friendly_origin.empty()) Cors::allow(response, request);
    }
    finish(response, *exchange);
    return response;
  }

  // The routes' own limit where they have one; a request within another has no bytes that came from outside.
  static constexpr uint64_t inner_body = 1U << 20;

  Answer<net::Response> dispatch(Context& outer, Inner inner) override {
    if (outer.depth >= max_depth || outer.inner_requests >= max_requests) {
      return http::refuse(429, "inner_requests", "A request made too many others.");
    }
    const bool first = outer.depth == 0 && outer.inner_requests++ == 0;
    net::Request& request = inner.request;
    request.peer = outer.request.peer;
    request.tls = outer.request.tls;
    request.received_ms = outer.request.received_ms;
    request.headers.erase("Cookie");
    Exchange exchange;
    exchange.request_id = outer.request_id;
    exchange.client = {std::string(outer.client_ip), std::string(outer.host), outer.scheme == "https"};
    exchange.auth.principal = inner.principal ? inner.principal : outer.principal_ptr;
    exchange.auth.via = Via::bearer;
    // Outside the API nobody has counted the request yet.
    const bool counted = first && !outer.request.path.starts_with("/api/");
    if (auto refusal = gatekeeper.examine_inner(request, exchange, counted)) return std::move(*refusal);
    const uint64_t limit = exchange.mounted->route.body_limit;
    if (request.body.size() > (limit > 0 ? limit : inner_body)) {
      return error(Problem{413, "too_large", "The request body is too large."}, exchange.request_id);
    }
    return call(request, exchange, outer.depth + 1);
  }

  net::Response call(net::Request& request, const Exchange& exchange, unsigned depth) {
    const Mounted& mounted = *exchange.mounted;
    OwnerGate::Pass pass = OwnerGate::enter(mounted.gate);
    if (!pass) {
      Problem problem{503, "unavailable", "This part of the server is being restarted. Please try again in a moment."};
      problem.retry_after_s = 1;
      return error(problem, exchange.request_id);
    }
    Context context{request,
                    mounted,
                    exchange.auth.principal,
                    exchange.auth.via,
                    exchange.request_id,
                    exchange.client.ip,
                    exchange.client.https ? "https" : "http",
                    exchange.client.host,
                    exchange.params,
                    this,
                    depth};
    try {
      net::Response response = mounted.route.handler(context);
      hold_while_sending(response, std::move(pass));
      return response;
    } catch (const std::exception& fault) {
      return contain(context, fault.what());
    } catch (...) {
      return contain(context, "an exception that is no std::exception");
    }
  }

  net::Response contain(const Context& context, const char* what) const {
    log.error("a handler threw an exception", {{"request_id", context.request_id},
                                               {"route", context.mounted.label},
                                               {"owner", context.mounted.route.owner},
                                               {"exception", what}});
    return error(context, 500, "internal", "Something went wrong on the server. Please try again.");
  }

  // The server's own refusals, in the contract's form.
  net::Response refuse(int status, std::string_view reason, const net::Request* request) const {
    Exchange none;
    const auto known = request != nullptr ? std::static_pointer_cast<Exchange>(request->context) : nullptr;
    if (!known) {
      none.request_id = new_request_id();
      none.client.https = request != nullptr && request->tls;
    }
    const Exchange& exchange = known ? *known : none;
    net::Response response = error(Problem{status, code_of(status), std::string(reason)}, exchange.request_id);
    finish(response, exchange);
    return response;
  }

  void record(const net::AccessRecord& record) const {
    const auto* exchange = static_cast<const Exchange*>(record.context);
    RouteStats& route = exchange != nullptr && exchange->stats != nullptr ? *exchange->stats : stats->unmatched();
    route.count(record.complete || record.status >= 400 ? record.status : 0, record.duration_us, record.bytes);
    if (access_log == AccessLog::off || (access_log == AccessLog::errors && record.status < 500)) return;
    const auto level = record.status >= 500 ? base::LogLevel::warn : base::LogLevel::info;
    if (log.enabled(level)) log.write(level, "request", access_fields(record, exchange));
  }
};

Pipeline::Pipeline(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pipeline::~Pipeline() = default;

base::Result<std::unique_ptr<Pipeline>> Pipeline::create(PipelineConfig config, PipelineParts parts) {
  auto proxies = TrustedProxies::parse(config.trusted_proxies);
  if (!proxies) return tl::unexpected(proxies.error());
  for (const auto& origin : config.cors_origins) {
    if (auto status = check_origin(origin); !status) return tl::unexpected(status.error());
  }
  return std::unique_ptr<Pipeline>(new Pipeline(std::make_unique<Impl>(config, std::move(*proxies), parts)));
}

net::Hooks Pipeline::hooks() {
  Impl* impl = impl_.get();
  net::Hooks hooks;
  hooks.admit = [impl](const net::Request& request) { return impl->admit(request); };
  hooks.handle = [impl](net::Request&& request) { return impl->handle(std::move(request)); };
  hooks.refuse = [impl](int status, std::string_view reason, const net::Request* request) {
    return impl->refuse(status, reason, request);
  };
  hooks.access = [impl](const net::AccessRecord& record) { impl->record(record); };
  hooks.on_fault = [impl](std::string_view what) { impl->log.warn("the HTTP server met a fault", {{"fault", what}}); };
  return hooks;
}

}  // namespace veza::http
