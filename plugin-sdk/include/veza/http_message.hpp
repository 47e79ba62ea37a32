// Requests and answers as handlers see them.
#pragma once
#include <memory>
#include <optional>

#include "veza/abi/http.h"
#include "veza/identity.hpp"

namespace veza {

// One part of a multipart/form-data body.
struct Part {
  std::string name, filename, content_type;
  bool has_filename = false;
  uint64_t offset = 0, size = 0;  // of the content in the body
};

// One complete request; a view, valid while the handler runs.
class Request {
 public:
  Request(const veza_host* host, const veza_http_v1* http, const veza_identity_v1* identity, veza_http_request* request)
      : host_(host), http_(http), identity_(identity), request_(request) {}

  std::string_view method() const { return detail::view(http_->method(request_)); }
  std::string_view path() const { return detail::view(http_->path(request_)); }
  std::string_view id() const { return detail::view(http_->request_id(request_)); }
  std::string_view client_ip() const { return detail::view(http_->client_ip(request_)); }
  // Who opened the connection; see veza_http_v1::peer_ip. (1.2)
  std::string_view peer_ip() const {
    since_1_2();
    return detail::view(http_->peer_ip(request_));
  }
  // What people call the site, without a slash at the end. (1.2)
  std::string_view base_url() const {
    since_1_2();
    return detail::view(http_->base_url(request_));
  }
  Principal principal() const { return {identity_, http_->principal(request_)}; }

  // A {name} of the route's path; empty when the route has none.
  std::string_view param(std::string_view name) const { return find(http_->param, name).value_or(std::string_view{}); }
  std::optional<std::string_view> query(std::string_view name) const { return find(http_->query, name); }
  // What follows the '?', as sent. (1.3)
  std::string_view raw_query() const {
    if (!VEZA_HAS(http_, set_reply))
      throw Error(VEZA_E_UNSUPPORTED, "this Veza has no raw_query; update it to SDK 1.3");
    return detail::view(http_->raw_query(request_));
  }
  // Of any case; a field that was sent several times is a list ("a, b").
  std::optional<std::string_view> header(std::string_view name) const { return find(http_->header, name); }

  // Whether the browser says that this person is not to be followed for analytics or adverts (Global Privacy Control,
  // "Sec-GPC: 1"): count nothing that has to do with them.
  bool opted_out() const { return header("sec-gpc") == "1"; }

  std::string_view body() const { return detail::view(http_->body(request_)); }
  // The body as JSON; throws HttpError 415 or 400.
  Json json() const {
    const auto type = header("content-type").value_or("");
    if (type.substr(0, 16) != "application/json") {
      throw HttpError(415, "unsupported_media_type", "Send the body as application/json.");
    }
    Json value = parse_json(body());
    if (value.is_discarded()) throw HttpError(400, "malformed_json", "The body is not JSON.");
    return value;
  }
  // The parts of a multipart/form-data body; throws HttpError 415 or 400.
  std::vector<Part> parts() const {
    size_t count = 0;
    const veza_status status = http_->part_count(request_, &count);
    if (status == VEZA_E_UNSUPPORTED) {
      throw HttpError(415, "unsupported_media_type", "Send the body as multipart/form-data.");
    }
    if (status < 0) {
      throw HttpError(400, "malformed_multipart",
                      "The form cannot be read: " + detail::copy(host_->last_error(host_->ctx)) + ".");
    }
    std::vector<Part> parts(count);
    for (size_t i = 0; i < count; ++i) {
      veza_http_part part{};
      part.struct_size = sizeof part;
      detail::check(host_, http_->part(request_, i, &part));
      parts[i] = {detail::copy(part.name),
                  detail::copy(part.filename),
                  detail::copy(part.content_type),
                  part.has_filename != 0,
                  part.offset,
                  part.size};
    }
    return parts;
  }
  std::string_view content(const Part& part) const { return body().substr(part.offset, part.size); }

  veza_http_request* abi() const { return request_; }

 private:
  void since_1_2() const {
    if (!VEZA_HAS(http_, base_url)) {
      throw Error(VEZA_E_UNSUPPORTED, "this Veza has no such function in veza.http/1; update it to SDK 1.2");
    }
  }
  using Lookup = veza_status (*)(const veza_http_request*, veza_str, veza_str*);
  std::optional<std::string_view> find(Lookup lookup, std::string_view name) const {
    veza_str value{};
    if (lookup(request_, detail::abi(name), &value) < 0) return std::nullopt;
    return detail::view(value);
  }

  const veza_host* host_;
  const veza_http_v1* http_;
  const veza_identity_v1* identity_;
  veza_http_request* request_;
};

// A request to another route of the site; see Http::call. (1.3)
struct InnerRequest {
  std::string method = "GET";
  std::string target;        // "/api/v1/tracks?limit=20", percent-encoded
  std::string user_id = {};  // whose account; empty: who the field Authorization shows, or who asks
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

// What another route answered: a view, valid while the handler runs. (1.3)
class InnerReply {
 public:
  InnerReply(const veza_host* host, const veza_http_v1* http, veza_http_reply* reply)
      : host_(host), http_(http), reply_(reply) {}
  int status() const { return http_->reply_status(reply_); }
  std::optional<std::string_view> header(std::string_view name) const {
    veza_str value{};
    if (http_->reply_header(reply_, detail::abi(name), &value) < 0) return std::nullopt;
    return detail::view(value);
  }
  // Throws Error(VEZA_E_TOO_LARGE) when it has more bytes.
  std::string_view body(uint64_t most = 16U << 20) const {
    veza_str body{};
    detail::check(host_, http_->reply_body(reply_, most, &body));
    return detail::view(body);
  }
  // Discarded when the body is no JSON.
  Json json() const { return parse_json(body()); }

 private:
  friend class Response;
  const veza_host* host_;
  const veza_http_v1* http_;
  veza_http_reply* reply_;
};

// Gives a body piece by piece; see veza_http_reader. Destroyed when nothing more is read, on any thread: a destructor
// must not block. (1.3)
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  // How many bytes were filled in, 0 at the end. What it throws cuts the connection. [worker]
  virtual size_t read(char* buffer, size_t capacity) = 0;
};

// The answer a handler returns.
class Response {
 public:
  // {"success":true,"data":…}
  static Response ok(const Json& data, int status = 200) {
    return json(status, Json{{"success", true}, {"data", data}});
  }
  // A list with its meta ({page|next_cursor, per_page, total, …}).
  static Response list(const Json& data, const Json& meta) {
    return json(200, Json{{"success", true}, {"data", data}, {"meta", meta}});
  }
  static Response empty(int status = 204) {
    Response response;
    response.status_ = status;
    return response;
  }
  static Response json(int status, const Json& value) {
    return bytes(status, "application/json; charset=utf-8", to_text(value));
  }
  static Response bytes(int status, std::string_view content_type, std::string body) {
    Response response;
    response.status_ = status;
    response.body_ = std::move(body);
    return std::move(response).header("Content-Type", content_type);
  }
  // The blob under `key`; ranges, ETag and HEAD are the host's.
  static Response blob(std::string key, std::string_view content_type) {
    Response response;
    response.blob_ = std::move(key);
    return std::move(response).header("Content-Type", content_type);
  }
  // A file under the plugin's own folder.
  static Response file(std::string path, std::string_view content_type) {
    Response response;
    response.file_ = std::move(path);
    return std::move(response).header("Content-Type", content_type);
  }
  // A body made as it is sent; without a size nobody knows how long it will be. (1.3)
  static Response stream(int status, std::string_view content_type, std::shared_ptr<BodyReader> reader,
                         std::optional<uint64_t> size = {}) {
    Response response;
    response.status_ = status;
    response.reader_ = std::move(reader);
    response.reader_size_ = size ? static_cast<int64_t>(*size) : -1;
    return std::move(response).header("Content-Type", content_type);
  }
  // What another route answered becomes the answer, blobs and ranges included. Fields added here take the place of its
  // own. Once for a reply. (1.3)
  static Response of(const InnerReply& reply) {
    Response response;
    response.reply_ = reply.reply_;
    return response;
  }
  Response& header(std::string_view name, std::string_view value) & {
    headers_.emplace_back(name, value);
    return *this;
  }
  Response&& header(std::string_view name, std::string_view value) && {
    headers_.emplace_back(name, value);
    return std::move(*this);
  }

 private:
  friend class Http;
  int status_ = 200;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_, blob_, file_;
  std::shared_ptr<BodyReader> reader_;
  int64_t reader_size_ = -1;
  veza_http_reply* reply_ = nullptr;
};

}  // namespace veza
