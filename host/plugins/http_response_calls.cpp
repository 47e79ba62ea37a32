// The functions of veza.http/1 that build an answer.
#include "blobs/store.h"
#include "net/http_date.h"
#include "plugins/boundary.h"
#include "plugins/http_calls.h"
#include "plugins/plugin_file.h"

namespace veza::plugins::http_calls {
namespace {

constexpr size_t max_name = 256;
constexpr size_t max_value = 8U << 10;

// A blob of a remote store, read as it is sent.
net::PullBody pull(blobs::Store& store, std::string key, uint64_t size) {
  auto at = std::make_shared<uint64_t>(0);
  return {.next = [&store, at, key](char* buffer, size_t capacity) -> base::Result<size_t> {
            auto count = store.read(key, *at, buffer, capacity);
            if (count) *at += *count;
            return count;
          },
          .size = size,
          .seek = [at](uint64_t offset) -> base::Status {
            *at = offset;
            return {};
          }};
}

void set_etag(net::Response& response, const std::string& etag) {
  if (!response.headers.has("ETag")) response.set("ETag", etag);
}

template <class Put>
veza_status put_field(std::string_view function, veza_http_response* response, veza_str name, veza_str value, Put put) {
  return contained([&] {
    if (!response || !readable(name, max_name) || !readable(value, max_value) || name.len == 0) {
      return bad_argument(function, "a NULL, no name, or a value over 8 KiB");
    }
    // The server refuses to send a header that could smuggle another one; the plugin is told here, where it happens.
    const auto text = view(value);
    if (std::any_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; })) {
      return bad_argument(function, "the value of " + std::string(view(name)) + " holds a line break or a NUL");
    }
    put(response->response, std::string(view(name)), std::string(text));
    return veza_status{VEZA_OK};
  });
}

}  // namespace

void set_status(veza_http_response* response, int32_t status) noexcept {
  if (!response) return;
  // A status nobody can send is a fault of the plugin.
  response->response.status = status >= 200 && status <= 599 ? status : 500;
}

veza_status set_header(veza_http_response* response, veza_str name, veza_str value) noexcept {
  return put_field("http.set_header", response, name, value,
                   [](net::Response& to, const std::string& n, const std::string& v) { to.set(n, v); });
}

veza_status add_header(veza_http_response* response, veza_str name, veza_str value) noexcept {
  return put_field("http.add_header", response, name, value,
                   [](net::Response& to, const std::string& n, const std::string& v) { to.add(n, v); });
}

void set_body(veza_http_response* response, veza_str data) noexcept {
  contained([&] {
    if (!response || !readable(data)) return bad_argument("http.set_body", "a NULL, or no text");
    response->response.body = std::string(view(data));
    return veza_status{VEZA_OK};
  });
}

veza_status set_body_blob(veza_http_response* response, veza_str key) noexcept {
  return contained([&] {
    if (!response || !readable(key, 512)) return bad_argument("http.set_body_blob", "a NULL, or no key");
    auto& to = response->response;
    auto blob = response->blobs.open(view(key));
    if (blob) {
      set_etag(to, blob->etag);
      to.body = net::FileBody{std::move(blob->file), blob->size, 0};
      return veza_status{VEZA_OK};
    }
    if (blob.error().code != base::Code::unsupported) return refuse(blob.error());
    const auto size = response->blobs.size(view(key));
    if (!size) return refuse(size.error());
    to.body = pull(response->blobs, std::string(view(key)), *size);
    return veza_status{VEZA_OK};
  });
}

veza_status set_body_file(veza_http_response* response, veza_str path) noexcept {
  return contained([&] {
    if (!response || !readable(path, 1024)) return bad_argument("http.set_body_file", "a NULL, or no path");
    auto file = open_plugin_file(response->folder, view(path));
    if (!file) return refuse(file.error());
    auto& to = response->response;
    set_etag(to, file->etag);
    if (!to.headers.has("Last-Modified")) to.set("Last-Modified", net::http_date(file->modified_s));
    to.body = net::FileBody{std::move(file->file), file->size, 0};
    return veza_status{VEZA_OK};
  });
}

}  // namespace veza::plugins::http_calls
