// The functions of veza.http/1 that build an answer.
#include "blobs/blob_stream.h"
#include "blobs/store.h"
#include "net/http_date.h"
#include "plugins/boundary.h"
#include "plugins/http_calls.h"
#include "plugins/plugin_file.h"

namespace veza::plugins::http_calls {
namespace {

constexpr size_t max_name = 256;
constexpr size_t max_value = 8U << 10;
constexpr int64_t presigned_seconds = 600;

// A blob of a remote store, read as it is sent: the worker waits for the store, never for the client.
net::PullBody pull(blobs::BlobStream&& opened) {
  auto stream = std::make_shared<blobs::BlobStream>(std::move(opened));
  const uint64_t size = stream->facts().size;
  return {.next = [stream](char* buffer, size_t capacity) { return stream->next(buffer, capacity); },
          .size = size,
          .seek = [stream](uint64_t offset) -> base::Status {
            stream->seek(offset);
            return {};
          }};
}

// What a plugin gives piece by piece. Closes it when the last reference goes: after the last byte, with the connection,
// or with an answer that is never sent.
class Reader {
 public:
  explicit Reader(const veza_http_reader& reader) : reader_(reader) {}
  ~Reader() {
    if (reader_.close) reader_.close(reader_.self);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  base::Result<size_t> next(char* buffer, size_t capacity) {
    size_t size = 0;
    const auto status = call_plugin([&] { return reader_.read(reader_.self, buffer, capacity, &size); });
    if (!status) return base::fail(status.error());
    if (size > capacity) return base::fail(base::Code::internal, "the plugin filled in more than there is room for");
    return size;
  }

 private:
  veza_http_reader reader_;
};

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
    response->remote_blob.clear();
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
    auto stream = blobs::BlobStream::open(response->blobs, std::string(view(key)));
    if (!stream) return refuse(stream.error());
    const auto& facts = stream->facts();
    if (!facts.etag.empty()) set_etag(to, facts.etag);
    to.body = pull(std::move(*stream));
    response->remote_blob = view(key);
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
    response->remote_blob.clear();
    return veza_status{VEZA_OK};
  });
}

veza_status set_body_stream(veza_http_response* response, const veza_http_reader* reader, int64_t size) noexcept {
  return contained([&] {
    if (!reader || reader->struct_size < sizeof(veza_http_reader)) {
      return bad_argument("http.set_body_stream", "the reader is NULL, or its struct_size is not set");
    }
    auto held = std::make_shared<Reader>(*reader);
    if (!response || !reader->read) return bad_argument("http.set_body_stream", "a NULL, or nothing to read with");
    net::PullBody body{.next = [held](char* buffer, size_t capacity) { return held->next(buffer, capacity); },
                       .size = std::nullopt,
                       .seek = {}};
    if (size >= 0) body.size = static_cast<uint64_t>(size);
    response->response.body = std::move(body);
    response->remote_blob.clear();
    return veza_status{VEZA_OK};
  });
}

base::Status redirect_to_blob(veza_http_response& response) {
  auto& to = response.response;
  if (response.remote_blob.empty() || to.status != 200) return {};
  const blobs::Presentation as{to.headers.get("Content-Type", ""), to.headers.get("Content-Disposition", "")};
  const auto url = response.blobs.presigned_get(response.remote_blob, presigned_seconds, as);
  if (!url) return base::fail(url.error());
  if (!*url) return {};
  to.status = 302;
  to.body = std::monostate();
  for (const char* field : {"Content-Type", "Content-Disposition", "ETag", "Last-Modified"}) to.headers.erase(field);
  to.set("Location", **url);
  // Kept by nobody but this client, and not until the URL ends.
  to.set("Cache-Control", "private, max-age=" + std::to_string(presigned_seconds / 2));
  return {};
}

}  // namespace veza::plugins::http_calls
