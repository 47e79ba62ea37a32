// veza.http/1: routes. A handler takes a Request and returns a Response, or throws HttpError.
#pragma once
#include <functional>

#include "veza/http_message.hpp"

namespace veza {

struct RouteOptions {
  std::string_view permission = "";  // "" = anyone
  uint64_t body_limit = 0;           // bytes; 0 = 1 MiB
  uint32_t flags = 0;                // VEZA_HTTP_*
};

class Http : detail::Service<veza_http_v1> {
 public:
  using Handler = std::function<Response(const Request&)>;

  explicit Http(const Host& host)
      : Service(host, VEZA_HTTP_V1), identity_(host.service<veza_identity_v1>(VEZA_IDENTITY_V1)) {}

  // [control] Handlers run on worker threads, several at once (with VEZA_HTTP_INLINE on the event loop).
  void get(std::string_view path, Handler handler, const RouteOptions& options = {}) {
    add("GET", path, std::move(handler), options);
  }
  void post(std::string_view path, Handler handler, const RouteOptions& options = {}) {
    add("POST", path, std::move(handler), options);
  }
  void put(std::string_view path, Handler handler, const RouteOptions& options = {}) {
    add("PUT", path, std::move(handler), options);
  }
  void patch(std::string_view path, Handler handler, const RouteOptions& options = {}) {
    add("PATCH", path, std::move(handler), options);
  }
  void del(std::string_view path, Handler handler, const RouteOptions& options = {}) {
    add("DELETE", path, std::move(handler), options);
  }
  // What a client may ask before it knows the site's rules; the host adds Allow and CORS. (1.2)
  void options(std::string_view path, Handler handler, const RouteOptions& options = {}) {
    add("OPTIONS", path, std::move(handler), options);
  }
  // The path the site is under ("" or "/music"): for absolute paths in pages; a Location gets it by itself. (1.2)
  std::string base_path() const {
    return VEZA_HAS(table_, base_path) ? detail::copy(table_->base_path(table_->ctx)) : std::string();
  }
  // Has another route of the site answer, as it would answer the client: its permission, limits and audit count. With
  // `inner.user_id` on behalf of that account, which takes "veza.accounts/1" in plugin.json. Throws Error:
  // VEZA_E_UNAUTHORIZED when the account is gone or closed. From a handler, on its thread. (1.3)
  InnerReply call(const Request& request, const InnerRequest& inner) const {
    if (!VEZA_HAS(table_, set_reply)) {
      throw Error(VEZA_E_UNSUPPORTED, "this Veza has no http.call; update it to SDK 1.3");
    }
    std::vector<veza_http_field> fields;
    for (const auto& [name, value] : inner.headers) fields.push_back({detail::abi(name), detail::abi(value)});
    veza_http_inner made{};
    made.struct_size = sizeof made;
    made.user_id = detail::abi(inner.user_id);
    made.method = detail::abi(inner.method);
    made.target = detail::abi(inner.target);
    made.fields = fields.data();
    made.field_count = fields.size();
    made.body = detail::abi(inner.body);
    veza_http_reply* reply = nullptr;
    check(table_->call(table_->ctx, request.abi(), &made, &reply));
    return {host_, table_, reply};
  }
  // Every page request that no route matches.
  void fallback(Handler handler) {
    check(table_->add_fallback(table_->ctx, &Http::run, keep(bind(std::move(handler)))));
  }

 private:
  // What a route's callback needs; no pointer to the Http, which may be moved or gone.
  struct Bound {
    const veza_host* host;
    const veza_http_v1* http;
    const veza_identity_v1* identity;
    Handler handler;
  };
  Bound bind(Handler handler) const { return {host_, table_, identity_, std::move(handler)}; }

  void add(std::string_view method, std::string_view path, Handler handler, const RouteOptions& options) {
    veza_http_route route{};
    route.struct_size = sizeof route;
    route.flags = options.flags;
    route.method = detail::abi(method);
    route.path = detail::abi(path);
    route.permission = detail::abi(options.permission);
    route.body_limit = options.body_limit;
    route.handler = &Http::run;
    route.self = keep(bind(std::move(handler)));
    check(table_->add_route(table_->ctx, &route));
  }

  static veza_status run(void* self, veza_http_request* request, veza_http_response* response) noexcept {
    const auto* bound = static_cast<const Bound*>(self);
    return detail::guard(bound->host, [&] {
      const Request view(bound->host, bound->http, bound->identity, request);
      try {
        answer(*bound, response, bound->handler(view));
      } catch (const HttpError& error) {
        answer(*bound, response, envelope(error, view.id()));
      }
    });
  }

  static Response envelope(const HttpError& error, std::string_view request_id) {
    Json body{{"code", error.code()}, {"message", error.what()}, {"request_id", request_id}};
    if (!error.details().empty()) {
      body["details"] = Json::array();
      for (const auto& [field, problem] : error.details()) {
        body["details"].push_back({{"field", field}, {"problem", problem}});
      }
    }
    return Response::json(error.status(), Json{{"success", false}, {"error", std::move(body)}});
  }

  static void answer(const Bound& to, veza_http_response* out, const Response& response) {
    const auto* http = to.http;
    if (response.reply_ != nullptr) {
      detail::check(to.host, http->set_reply(out, response.reply_));
      for (const auto& [name, value] : response.headers_) {
        detail::check(to.host, http->set_header(out, detail::abi(name), detail::abi(value)));
      }
      return;
    }
    http->set_status(out, response.status_);
    for (const auto& [name, value] : response.headers_) {
      detail::check(to.host, http->add_header(out, detail::abi(name), detail::abi(value)));
    }
    if (!response.blob_.empty()) {
      detail::check(to.host, http->set_body_blob(out, detail::abi(response.blob_)));
    } else if (!response.file_.empty()) {
      detail::check(to.host, http->set_body_file(out, detail::abi(response.file_)));
    } else if (response.reader_) {
      stream(to, out, response);
    } else {
      http->set_body(out, detail::abi(response.body_));
    }
  }

  static void stream(const Bound& to, veza_http_response* out, const Response& response) {
    if (!VEZA_HAS(to.http, set_body_stream)) {
      throw Error(VEZA_E_UNSUPPORTED, "this Veza has no http.set_body_stream; update it to SDK 1.3");
    }
    struct Held {
      const veza_host* host;
      std::shared_ptr<BodyReader> reader;
    };
    veza_http_reader made{};
    made.struct_size = sizeof made;
    made.self = new Held{to.host, response.reader_};
    made.read = [](void* self, char* buffer, size_t capacity, size_t* size) noexcept {
      const auto* held = static_cast<const Held*>(self);
      return detail::guard(held->host, [&] { *size = held->reader->read(buffer, capacity); });
    };
    made.close = [](void* self) noexcept { delete static_cast<Held*>(self); };
    detail::check(to.host, to.http->set_body_stream(out, &made, response.reader_size_));
  }

  const veza_identity_v1* identity_;
};

}  // namespace veza
