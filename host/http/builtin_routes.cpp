#include "http/builtin_routes.h"

#include "base/crypto.h"
#include "http/client.h"
#include "http/envelope.h"
#include "http/openapi_page.h"

namespace veza::http {
namespace {

Route get(std::string pattern, Handler handler) {
  Route route;
  route.method = "GET";
  route.pattern = std::move(pattern);
  route.handler = std::move(handler);
  return route;
}

net::Response with_no_store(net::Response response) {
  response.set("Cache-Control", "no-store");
  return response;
}

// {"state": …, "parts": {…}} inside the envelope; 503 when down, so that a load balancer needs no JSON. Who may not
// see the inside (`sentences` false) gets the states alone.
net::Response health_response(const observe::HealthReport& report, bool sentences) {
  Json parts = report.parts;
  if (!sentences) {
    for (auto& [name, part] : parts.items()) part = part["state"];
  }
  const Json data{{"state", observe::name(report.state)}, {"parts", std::move(parts)}};
  return with_no_store(success(data, report.state == observe::HealthState::down ? 503 : 200));
}

bool is_local(const Context& context) {
  const auto address = parse_address(context.request.peer.address);
  const bool forwarded = context.request.has_header("X-Forwarded-For") || context.request.has_header("Forwarded");
  return address && is_loopback(*address) && !forwarded;
}

bool has_metrics_token(const Context& context, const std::string& token) {
  const std::string_view sent = context.request.header("Authorization");
  return !token.empty() && base::equal_constant_time(sent, "Bearer " + token);
}

Handler metrics_handler(observe::Metrics& metrics, const std::string& token) {
  return [&metrics, token](Context& context) {
    if (!is_local(context) && !context.principal().can("system:config") && !has_metrics_token(context, token)) {
      return error(context, 403, "forbidden", "Metrics are for this machine, administrators and the metrics token.");
    }
    return with_no_store(net::Response::text(200, metrics.text(), "text/plain; version=0.0.4; charset=utf-8"));
  };
}

net::Response cached(net::SharedText text, const std::string& type) {
  net::Response response = net::Response::shared(200, std::move(text), type);
  response.set("Cache-Control", "no-cache");
  return response;
}

}  // namespace

base::Status add_builtin_routes(Router& router, const BuiltinParts& parts) {
  std::vector<Route> routes;
  const std::string alive = base::to_text(Json{{"status", "ok"}, {"version", parts.version}});
  Route health = get("/health", [alive](Context&) { return with_no_store(success_text(alive)); });
  health.run_inline = true;
  health.no_rate_limit = true;
  routes.push_back(std::move(health));

  routes.push_back(get("/api/v1/health", [&checks = parts.health](Context& context) {
    return health_response(checks.ready(), context.principal().can("system:config"));
  }));

  Route deep = get("/health/deep", [&checks = parts.health](Context&) { return health_response(checks.deep(), true); });
  deep.permission = "system:config";
  routes.push_back(std::move(deep));

  Route metrics = get("/metrics", metrics_handler(parts.metrics, parts.metrics_token));
  metrics.no_rate_limit = true;
  routes.push_back(std::move(metrics));

  routes.push_back(get("/api/v1/openapi.json",
                       [&openapi = parts.openapi](Context&) { return cached(openapi.text(), "application/json"); }));
  routes.push_back(get("/api/docs", [&openapi = parts.openapi](Context&) {
    return cached(openapi.page(), "text/html; charset=utf-8");
  }));
  Route style = get("/api/docs/style.css", [text = std::make_shared<const std::string>(openapi_style())](Context&) {
    return cached(text, "text/css; charset=utf-8");
  });
  style.run_inline = true;
  style.no_rate_limit = true;
  routes.push_back(std::move(style));

  if (parts.site) {
    routes.push_back(get("/api/v1/site", [site = parts.site](Context&) { return success(site()); }));
  }
  return router.add(std::move(routes));
}

}  // namespace veza::http
