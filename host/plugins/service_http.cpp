// veza.http/1: routes. What a handler calls is in http_request_calls.cpp and http_response_calls.cpp.
#include <algorithm>
#include <array>

#include "http/dispatch.h"
#include "http/envelope.h"
#include "http/router.h"
#include "identity/act_for.h"
#include "identity/identity.h"
#include "net/target.h"
#include "plugins/boundary.h"
#include "plugins/http_calls.h"
#include "plugins/service.h"
#include "veza/abi/accounts.h"

namespace veza::plugins {
namespace {

constexpr size_t max_name = 1024;
constexpr size_t max_target = 16U << 10;
constexpr size_t max_fields = 32;
constexpr uint32_t known_flags = VEZA_HTTP_INLINE | VEZA_HTTP_UNLIMITED | VEZA_HTTP_QUERY_TOKEN |
                                 VEZA_HTTP_GUEST_ON_BAD_TOKEN | VEZA_HTTP_PARTIAL_BODY;

class HttpService final : public Service {
 public:
  HttpService(PluginContext& plugin, const Services& services)
      : plugin_(plugin),
        router_(services.router),
        blobs_(services.blobs),
        redirect_blobs_(services.redirect_blobs),
        public_url_(services.public_url),
        base_path_(services.base_path),
        db_(services.db),
        identity_(services.identity) {
    namespace calls = http_calls;
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .add_route = &add_route,
              .add_fallback = &add_fallback,
              .method = &calls::method,
              .path = &calls::path,
              .request_id = &calls::request_id,
              .client_ip = &calls::client_ip,
              .principal = &calls::principal,
              .param = &calls::param,
              .query = &calls::query,
              .header = &calls::header,
              .body = &calls::body,
              .part_count = &calls::part_count,
              .part = &calls::part,
              .set_status = &calls::set_status,
              .set_header = &calls::set_header,
              .add_header = &calls::add_header,
              .set_body = &calls::set_body,
              .set_body_blob = &calls::set_body_blob,
              .set_body_file = &calls::set_body_file,
              .peer_ip = &calls::peer_ip,
              .base_url = &calls::base_url,
              .base_path =
                  [](void* ctx) noexcept { return ctx ? abi(static_cast<HttpService*>(ctx)->base_path_) : veza_str{}; },
              .raw_query = &calls::raw_query,
              .set_body_stream = &calls::set_body_stream,
              .call = &call,
              .reply_status = &calls::reply_status,
              .reply_header = &calls::reply_header,
              .reply_body = &calls::reply_body,
              .set_reply = &calls::set_reply};
  }
  std::string_view id() const override { return VEZA_HTTP_V1; }
  const void* table() const override { return &table_; }
  bool sweep(int64_t deadline_ms) override { return router_.remove_owner(plugin_.id(), deadline_ms); }

 private:
  static veza_status add_route(void* ctx, const veza_http_route* route) noexcept {
    auto* self = static_cast<HttpService*>(ctx);
    if (!self) return bad_argument("http.add_route", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] { return self->add(route); });
  }

  veza_status add(const veza_http_route* route) {
    if (auto status = plugin_.check_registering("http.add_route"); status < 0) return status;
    if (!route || route->struct_size < sizeof(veza_http_route)) {
      return bad_argument("http.add_route", "the route is NULL, or its struct_size is not set");
    }
    if (!readable(route->method, max_name) || !readable(route->path, max_name) ||
        !readable(route->permission, max_name) || !route->handler) {
      return bad_argument("http.add_route", "a text is too long or NULL, or there is no handler");
    }
    if ((route->flags & ~known_flags) != 0) return bad_argument("http.add_route", "a flag this host does not know");
    const auto permission = view(route->permission);
    if (!permission.empty() && !plugin_.manifest.allows(permission)) {
      return refuse(base::Code::forbidden, "http.add_route: plugin.json does not list the permission " +
                                               std::string(permission) + " of " + std::string(view(route->method)) +
                                               " " + std::string(view(route->path)));
    }
    http::Route made;
    made.method = view(route->method);
    made.pattern = view(route->path);
    made.permission = permission;
    made.owner = plugin_.id();
    made.run_inline = (route->flags & VEZA_HTTP_INLINE) != 0;
    made.no_rate_limit = (route->flags & VEZA_HTTP_UNLIMITED) != 0;
    made.accepts_query_token = (route->flags & VEZA_HTTP_QUERY_TOKEN) != 0;
    if ((route->flags & VEZA_HTTP_GUEST_ON_BAD_TOKEN) != 0) made.on_bad_token = http::OnBadToken::guest;
    made.partial_body = (route->flags & VEZA_HTTP_PARTIAL_BODY) != 0;
    made.body_limit = route->body_limit;
    made.handler = bind(route->handler, route->self);
    return from(router_.add(std::move(made)));
  }

  static veza_status add_fallback(void* ctx, veza_http_handler handler, void* self) noexcept {
    auto* service = static_cast<HttpService*>(ctx);
    if (!service) return bad_argument("http.add_fallback", "ctx is NULL");
    return guarded(service->plugin_.calls_out, [&] {
      if (auto status = service->plugin_.check_registering("http.add_fallback"); status < 0) return status;
      if (!handler) return bad_argument("http.add_fallback", "there is no handler");
      return from(service->router_.add_fallback(service->bind(handler, self), service->plugin_.id()));
    });
  }

  static veza_status call(void* ctx, veza_http_request* request, const veza_http_inner* inner,
                          veza_http_reply** reply) noexcept {
    auto* self = static_cast<HttpService*>(ctx);
    if (!self) return bad_argument("http.call", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!request || !inner || inner->struct_size < sizeof(veza_http_inner) || !reply) {
        return bad_argument("http.call", "a NULL, or struct_size is not set");
      }
      *reply = nullptr;
      return self->call(*request, *inner, *reply);
    });
  }

  veza_status call(veza_http_request& outer, const veza_http_inner& in, veza_http_reply*& reply) {
    if (!outer.context.dispatcher) return refuse(base::Code::unsupported, "http.call: there are no other routes here");
    http::Inner inner;
    if (auto status = fill(inner.request, in); status < 0) return status;
    if (in.user_id.len > 0) {
      auto principal = account(view(in.user_id));
      if (!principal) return refuse(principal.error());
      inner.principal = std::move(*principal);
    }
    auto answer = outer.context.dispatcher->dispatch(outer.context, std::move(inner));
    if (!answer) return refuse(base::Code::limited, "http.call: " + answer.error().message);
    reply = &outer.replies.emplace_back(veza_http_reply{std::move(*answer)});
    return VEZA_OK;
  }

  static veza_status fill(net::Request& request, const veza_http_inner& in) {
    static constexpr std::array<std::string_view, 5> methods{"GET", "POST", "PUT", "PATCH", "DELETE"};
    if (!readable(in.user_id, max_name) || !readable(in.method, max_name) || !readable(in.target, max_target) ||
        !readable(in.body) || in.field_count > max_fields || (in.field_count > 0 && !in.fields)) {
      return bad_argument("http.call", "a text is too long or NULL, or there are too many fields");
    }
    request.method = view(in.method);
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) {
      return bad_argument("http.call", "the method is none of GET, POST, PUT, PATCH and DELETE");
    }
    request.target = view(in.target);
    auto path = request.target.starts_with('/') ? net::normal_path(request.raw_path()) : std::nullopt;
    if (!path || !net::is_sound_query(request.query())) return bad_argument("http.call", "the target is malformed");
    request.path = std::move(*path);
    for (size_t i = 0; i < in.field_count; ++i) {
      const auto& [name, value] = in.fields[i];
      if (!readable(name, max_name) || !readable(value, max_target)) {
        return bad_argument("http.call", "a field is too long or NULL");
      }
      request.headers.add(std::string(view(name)), std::string(view(value)));
    }
    request.body = net::Body::memory(std::string(view(in.body)));
    return VEZA_OK;
  }

  // Whoever may sign people in may act for them; nobody else.
  base::Result<http::PrincipalPtr> account(std::string_view user_id) {
    if (!plugin_.manifest.requirement(VEZA_ACCOUNTS_V1) || !identity_) {
      return base::fail(base::Code::forbidden, "http.call: plugin.json does not say with " +
                                                   std::string(VEZA_ACCOUNTS_V1) + " why the plugin acts for accounts");
    }
    const auto erased_at = identity_->erasure_at(user_id);
    if (!erased_at) return base::fail(erased_at.error());
    if (*erased_at) return base::fail(base::Code::unauthorized, "the account is closed");
    return identity::act_for(db_, identity_->roles(), user_id, "plugin:" + plugin_.id());
  }

  // The router waits for handlers under way before it lets a plugin go, so no gate is entered here.
  http::Handler bind(veza_http_handler handler, void* self) {
    return [this, handler, self](http::Context& context) -> net::Response {
      if (!plugin_.live.load(std::memory_order_acquire)) {
        return http::error(context, 503, "unavailable", "This part of the site is starting or stopping; try again.");
      }
      veza_http_request request{context, public_url_, {}, {}, {}};
      veza_http_response response{blobs_, plugin_.folder, {}};
      const auto status = call_plugin([&] { return handler(self, &request, &response); });
      if (!status) return failure(context, status.error());
      if (redirect_blobs_ && context.request.method == "GET") {
        if (auto redirected = http_calls::redirect_to_blob(response); !redirected) {
          return failure(context, redirected.error());
        }
      }
      return std::move(response.response);
    };
  }

  net::Response failure(const http::Context& context, const base::Error& error) {
    // What the answer does not say.
    if (error.code == base::Code::internal || error.code == base::Code::unavailable) {
      plugin_.log.error(
          "plugin \"" + plugin_.id() + "\": the handler of " + context.mounted.label + " failed: " + error.message,
          {{"request_id", context.request_id}});
    }
    return http::error(context, error);
  }

  PluginContext& plugin_;
  http::Router& router_;
  blobs::Store& blobs_;
  bool redirect_blobs_;
  std::string public_url_;
  const std::string base_path_;
  data::Database& db_;
  identity::Identity* identity_;
  veza_http_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_http_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<HttpService>(plugin, services);
}

}  // namespace veza::plugins
