// veza.http/1: routes in a list; the test sends requests and looks at the answers.
#pragma once
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "veza/testing/fake_blobs.hpp"
#include "veza/testing/fake_request.hpp"

namespace veza::testing {

class FakeHttp {
 public:
  FakeHttp(const FakeBlobs& blobs, std::filesystem::path folder) : blobs_(blobs), folder_(std::move(folder)) {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.add_route = [](void* ctx, const veza_http_route* route) noexcept {
      return contained([&] { return static_cast<FakeHttp*>(ctx)->add(*route); });
    };
    table_.add_fallback = [](void* ctx, veza_http_handler handler, void* self) noexcept {
      return contained([&]() -> veza_status {
        auto& http = *static_cast<FakeHttp*>(ctx);
        if (http.fallback_.handler) return fail(VEZA_E_CONFLICT, "there is a fallback already");
        http.fallback_ = {"GET", "/", "", handler, self};
        return VEZA_OK;
      });
    };
    table_.base_path = [](void* ctx) noexcept { return detail::abi(static_cast<FakeHttp*>(ctx)->base_path); };
    fill_request_calls();
    fill_response_calls();
    fill_inner_calls();
  }

  const veza_http_v1* table() const { return &table_; }

  // The path the site is under; set before the plugin starts.
  std::string base_path;

  // What inner requests find: the accounts they act for, who shows "Authorization: Bearer <token>", and the routes of
  // the host and other plugins; nothing: there is no such route.
  const FakeIdentity* people = nullptr;
  std::map<std::string, User> tokens;
  std::function<std::optional<Reply>(const FakeRequest&)> elsewhere;

  // Sends a request the way the host would: route, permission (401, 403), handler, error envelope.
  Reply send(FakeRequest request) {
    request.path = detail_http::decode(request.target.substr(0, request.target.find('?')));
    const Route* route = find(request);
    if (!route && elsewhere) {
      if (auto reply = elsewhere(request)) return std::move(*reply);
    }
    if (!route) return envelope(404, "not_found", "There is no such page.");
    if (!route->permission.empty()) {
      const auto& held = request.user.permissions;
      if (request.user.id.empty()) return envelope(401, "unauthorized", "Sign in first.");
      if (std::find(held.begin(), held.end(), route->permission) == held.end()) {
        return envelope(403, "forbidden", "You may not do this.");
      }
    }
    Answer answer{this, {}};
    last_sentence().clear();
    const veza_status status = route->handler(route->self, reinterpret_cast<veza_http_request*>(&request),
                                              reinterpret_cast<veza_http_response*>(&answer));
    return status < 0 ? envelope(http_status(status), code(status), last_sentence()) : std::move(answer.reply);
  }

  // "GET /api/v1/entries" of every route.
  std::vector<std::string> routes() const {
    std::vector<std::string> labels;
    for (const auto& route : routes_) labels.push_back(route.method + " " + route.path);
    return labels;
  }

 private:
  struct Route {
    std::string method, path, permission;
    veza_http_handler handler = nullptr;
    void* self = nullptr;
  };
  struct Answer {
    FakeHttp* http;
    Reply reply;
    static Answer& from(veza_http_response* response) { return *reinterpret_cast<Answer*>(response); }
  };

  veza_status add(const veza_http_route& in) {
    Route route{detail::copy(in.method), detail::copy(in.path), detail::copy(in.permission), in.handler, in.self};
    if (!route.path.starts_with('/') || !route.handler)
      return fail(VEZA_E_INVALID, "a route needs a path and a handler");
    for (const auto& other : routes_) {
      if (other.method == route.method && other.path == route.path) {
        return fail(VEZA_E_CONFLICT, "there is a route " + route.method + " " + route.path);
      }
    }
    routes_.push_back(std::move(route));
    return VEZA_OK;
  }

  const Route* find(FakeRequest& request) const {
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    const Route* best = nullptr;
    std::map<std::string, std::string> params;
    for (const auto& route : routes_) {
      if (route.method != method || !detail_http::match(route.path, request.path, params)) continue;
      // A literal segment beats a {name}: '{' sorts after every letter.
      if (best && best->path < route.path) continue;
      best = &route;
      request.params = params;
    }
    return best || method != "GET" || !fallback_.handler ? best : &fallback_;
  }

  static Reply envelope(int status, const std::string& code, const std::string& message) {
    const Json error{{"code", code}, {"message", message}, {"request_id", "request-1"}};
    return {status,
            {{"content-type", "application/json; charset=utf-8"}},
            to_text(Json{{"success", false}, {"error", error}})};
  }
  static int http_status(veza_status status) {
    static constexpr int codes[] = {200, 400, 401, 403, 404, 409, 413, 415, 429, 503, 503, 500};
    return status < VEZA_E_INTERNAL ? 500 : codes[-status];
  }
  static std::string code(veza_status status) {
    static constexpr const char* names[] = {"",          "invalid",     "unauthorized", "forbidden",
                                            "not_found", "conflict",    "too_large",    "unsupported",
                                            "limited",   "unavailable", "cancelled",    "internal"};
    return status < VEZA_E_INTERNAL ? "internal" : names[-status];
  }

  static veza_status give(const std::map<std::string, std::string>& from, const std::string& name, veza_str* value) {
    const auto found = from.find(name);
    *value = found == from.end() ? veza_str{} : detail::abi(found->second);
    return found == from.end() ? VEZA_E_NOT_FOUND : VEZA_OK;
  }

  void fill_request_calls() {
    table_.method = [](const veza_http_request* r) noexcept { return detail::abi(FakeRequest::from(r).method); };
    table_.path = [](const veza_http_request* r) noexcept { return detail::abi(FakeRequest::from(r).path); };
    table_.request_id = [](const veza_http_request* r) noexcept { return detail::abi(FakeRequest::from(r).id); };
    table_.client_ip = [](const veza_http_request* r) noexcept { return detail::abi(FakeRequest::from(r).client_ip); };
    table_.peer_ip = [](const veza_http_request* r) noexcept { return detail::abi(FakeRequest::from(r).peer_ip); };
    table_.base_url = [](const veza_http_request* r) noexcept { return detail::abi(FakeRequest::from(r).base_url); };
    table_.principal = [](const veza_http_request* r) noexcept { return FakeRequest::from(r).user.abi(); };
    table_.body = [](const veza_http_request* r) noexcept { return detail::abi(FakeRequest::from(r).body); };
    table_.param = [](const veza_http_request* r, veza_str name, veza_str* value) noexcept {
      return contained([&] { return give(FakeRequest::from(r).params, detail::copy(name), value); });
    };
    table_.query = [](const veza_http_request* r, veza_str name, veza_str* value) noexcept {
      return contained([&]() -> veza_status {
        auto& request = FakeRequest::from(r);
        *value = {};
        auto found = detail_http::query(request.target, detail::view(name));
        if (!found) return VEZA_E_NOT_FOUND;
        *value = detail::abi(request.texts.emplace_back(std::move(*found)));
        return VEZA_OK;
      });
    };
    table_.header = [](const veza_http_request* r, veza_str name, veza_str* value) noexcept {
      return contained([&]() -> veza_status {
        for (const auto& [field, content] : FakeRequest::from(r).headers) {
          if (detail_http::lower(field) != detail_http::lower(detail::copy(name))) continue;
          *value = detail::abi(content);
          return VEZA_OK;
        }
        *value = {};
        return VEZA_E_NOT_FOUND;
      });
    };
    table_.part_count = [](veza_http_request* r, size_t* count) noexcept {
      return contained([&]() -> veza_status {
        const auto& request = FakeRequest::from(r);
        const auto type = request.headers.find("content-type");
        if (type == request.headers.end() || !type->second.starts_with("multipart/form-data")) {
          return fail(VEZA_E_UNSUPPORTED, "the body is not multipart/form-data");
        }
        if (request.form_parts.empty()) return fail(VEZA_E_INVALID, "the body has no parts");
        *count = request.form_parts.size();
        return VEZA_OK;
      });
    };
    table_.part = [](veza_http_request* r, size_t index, veza_http_part* out) noexcept {
      return contained([&]() -> veza_status {
        const auto& parts = FakeRequest::from(r).form_parts;
        if (index >= parts.size()) return fail(VEZA_E_NOT_FOUND, "there is no such part");
        const auto& part = parts[index];
        out->has_filename = part.has_filename;
        out->name = detail::abi(part.name);
        out->filename = detail::abi(part.filename);
        out->content_type = detail::abi(part.content_type);
        out->offset = part.offset;
        out->size = part.size;
        return VEZA_OK;
      });
    };
  }

  void fill_response_calls() {
    table_.set_status = [](veza_http_response* r, int32_t status) noexcept { Answer::from(r).reply.status = status; };
    table_.set_header = [](veza_http_response* r, veza_str name, veza_str value) noexcept {
      return contained([&]() -> veza_status {
        const auto field = detail_http::lower(detail::copy(name));
        Answer::from(r).reply.headers.erase(field);
        Answer::from(r).reply.headers.emplace(field, detail::copy(value));
        return VEZA_OK;
      });
    };
    table_.add_header = [](veza_http_response* r, veza_str name, veza_str value) noexcept {
      return contained([&]() -> veza_status {
        Answer::from(r).reply.headers.emplace(detail_http::lower(detail::copy(name)), detail::copy(value));
        return VEZA_OK;
      });
    };
    table_.set_body = [](veza_http_response* r, veza_str data) noexcept {
      contained([&]() -> veza_status {
        Answer::from(r).reply.body = detail::copy(data);
        return VEZA_OK;
      });
    };
    table_.set_body_blob = [](veza_http_response* r, veza_str key) noexcept {
      return contained([&]() -> veza_status {
        auto& answer = Answer::from(r);
        const auto found = answer.http->blobs_.all.find(detail::copy(key));
        if (found == answer.http->blobs_.all.end())
          return fail(VEZA_E_NOT_FOUND, "there is no blob " + detail::copy(key));
        answer.reply.body = found->second;
        return VEZA_OK;
      });
    };
    table_.set_body_file = [](veza_http_response* r, veza_str path) noexcept {
      return contained([&]() -> veza_status {
        auto& answer = Answer::from(r);
        const auto name = detail::copy(path);
        std::ifstream file(answer.http->folder_ / name, std::ios::binary);
        if (name.find("..") != name.npos || name.starts_with('/') || !file)
          return fail(VEZA_E_NOT_FOUND, "there is no file " + name);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        answer.reply.body = bytes.str();
        return VEZA_OK;
      });
    };
  }

  Reply send_inner(const FakeRequest& outer, const veza_http_inner& in) {
    FakeRequest inner{
        .method = detail::copy(in.method), .target = detail::copy(in.target), .body = detail::copy(in.body)};
    for (size_t i = 0; i < in.field_count; ++i) {
      inner.headers[detail_http::lower(detail::copy(in.fields[i].name))] = detail::copy(in.fields[i].value);
    }
    inner.client_ip = outer.client_ip;
    inner.user = outer.user;
    if (in.user_id.len > 0) {
      if (people == nullptr || !people->users.contains(detail::copy(in.user_id))) {
        throw Error(VEZA_E_UNAUTHORIZED, "there is no such account, or it is closed");
      }
      inner.user = people->users.at(detail::copy(in.user_id));
    } else if (const auto shown = inner.headers.find("authorization"); shown != inner.headers.end()) {
      const auto known = tokens.find(shown->second.substr(std::min<size_t>(shown->second.size(), 7)));
      if (known == tokens.end()) return envelope(401, "token_invalid", "This token is not valid.");
      inner.user = known->second;
    }
    return send(std::move(inner));
  }

  void fill_inner_calls() {
    table_.raw_query = [](const veza_http_request* r) noexcept {
      const std::string_view target = FakeRequest::from(r).target;
      const size_t mark = target.find('?');
      return detail::abi(mark == target.npos ? std::string_view() : target.substr(mark + 1));
    };
    table_.set_body_stream = [](veza_http_response* r, const veza_http_reader* reader, int64_t) noexcept {
      const veza_http_reader from = *reader;
      const veza_status status = contained([&]() -> veza_status {
        auto& reply = Answer::from(r).reply;
        reply.body.clear();
        for (;;) {
          char buffer[4096];
          size_t size = 0;
          if (from.read(from.self, buffer, sizeof buffer, &size) < 0) {
            reply.cut = true;
            return VEZA_OK;
          }
          if (size == 0) return VEZA_OK;
          reply.body.append(buffer, size);
        }
      });
      from.close(from.self);
      return status;
    };
    table_.call = [](void* ctx, veza_http_request* r, const veza_http_inner* inner, veza_http_reply** reply) noexcept {
      return contained([&]() -> veza_status {
        auto& outer = FakeRequest::from(r);
        auto made = std::make_shared<Reply>(static_cast<FakeHttp*>(ctx)->send_inner(outer, *inner));
        *reply = reinterpret_cast<veza_http_reply*>(made.get());
        outer.replies.push_back(std::move(made));
        return VEZA_OK;
      });
    };
    table_.reply_status = [](const veza_http_reply* r) noexcept -> int32_t {
      return reinterpret_cast<const Reply*>(r)->status;
    };
    table_.reply_header = [](const veza_http_reply* r, veza_str name, veza_str* value) noexcept {
      return contained([&]() -> veza_status {
        const auto& headers = reinterpret_cast<const Reply*>(r)->headers;
        const auto found = headers.find(detail_http::lower(detail::copy(name)));
        *value = found == headers.end() ? veza_str{} : detail::abi(found->second);
        return found == headers.end() ? VEZA_E_NOT_FOUND : VEZA_OK;
      });
    };
    table_.reply_body = [](veza_http_reply* r, uint64_t most, veza_str* body) noexcept {
      return contained([&]() -> veza_status {
        const auto& reply = *reinterpret_cast<const Reply*>(r);
        if (reply.body.size() > most) return fail(VEZA_E_TOO_LARGE, "the answer is too large");
        *body = detail::abi(reply.body);
        return VEZA_OK;
      });
    };
    table_.set_reply = [](veza_http_response* r, veza_http_reply* reply) noexcept {
      return contained([&]() -> veza_status {
        Answer::from(r).reply = *reinterpret_cast<const Reply*>(reply);
        return VEZA_OK;
      });
    };
  }

  const FakeBlobs& blobs_;
  std::filesystem::path folder_;
  std::vector<Route> routes_;
  Route fallback_;
  veza_http_v1 table_{};
};

}  // namespace veza::testing
