// The functions of veza.http/1 that read what another route answered.
#include <unistd.h>

#include <cerrno>

#include "plugins/boundary.h"
#include "plugins/http_calls.h"

namespace veza::plugins::http_calls {
namespace {

constexpr size_t piece = 64U << 10;

base::Error too_large(uint64_t most) {
  return {base::Code::too_large, "the answer has more than " + std::to_string(most) + " bytes"};
}

base::Result<std::string> read(const net::FileBody& file) {
  std::string bytes(file.size, '\0');
  size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t n =
        ::pread(file.file->get(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(file.offset + at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return base::fail(base::errno_error("cannot read an answer's file", n < 0 ? errno : EIO));
    at += static_cast<size_t>(n);
  }
  return bytes;
}

base::Result<std::string> read(net::PullBody& pull, uint64_t most) {
  std::string bytes;
  for (;;) {
    const size_t at = bytes.size();
    bytes.resize(at + piece);
    const auto size = pull.next(bytes.data() + at, piece);
    if (!size) return base::fail(size.error());
    bytes.resize(at + std::min(*size, piece));
    if (*size == 0) return bytes;
    if (bytes.size() > most) return base::fail(too_large(most));
  }
}

base::Result<std::string> read(net::ResponseBody& body, uint64_t most) {
  if (net::known_size(body).value_or(0) > most) return base::fail(too_large(most));
  if (auto* text = std::get_if<std::string>(&body)) return std::move(*text);
  if (auto* shared = std::get_if<net::SharedText>(&body); shared && *shared) return **shared;
  if (auto* file = std::get_if<net::FileBody>(&body)) return read(*file);
  if (auto* pull = std::get_if<net::PullBody>(&body)) return read(*pull, most);
  return std::string();
}

}  // namespace

int32_t reply_status(const veza_http_reply* reply) noexcept { return reply ? reply->response.status : 0; }

veza_status reply_header(const veza_http_reply* reply, veza_str name, veza_str* value) noexcept {
  return contained([&] {
    if (!reply || !value || !readable(name, 256)) return bad_argument("http.reply_header", "a NULL or no name");
    *value = {};
    const auto found = reply->response.headers.find(std::string(view(name)));
    if (found == reply->response.headers.end()) return veza_status{VEZA_E_NOT_FOUND};
    *value = abi(found->second);
    return veza_status{VEZA_OK};
  });
}

veza_status reply_body(veza_http_reply* reply, uint64_t most, veza_str* body) noexcept {
  return contained([&] {
    if (!reply || !body) return bad_argument("http.reply_body", "a NULL");
    *body = {};
    if (!reply->body) {
      if (reply->taken) return bad_argument("http.reply_body", "the reply became an answer already");
      auto bytes = read(reply->response.body, most);
      if (!bytes) return refuse(bytes.error());
      reply->taken = true;
      reply->response.body = std::monostate();
      reply->body = std::move(*bytes);
    }
    *body = abi(*reply->body);
    return veza_status{VEZA_OK};
  });
}

veza_status set_reply(veza_http_response* response, veza_http_reply* reply) noexcept {
  return contained([&] {
    if (!response || !reply) return bad_argument("http.set_reply", "a NULL");
    if (reply->taken) return bad_argument("http.set_reply", "the reply was read or used already");
    reply->taken = true;
    auto& to = response->response;
    to.status = reply->response.status;
    for (const auto& [name, value] : reply->response.headers) to.headers.erase(name);
    for (const auto& [name, value] : reply->response.headers) to.headers.add(name, value);
    to.body = std::move(reply->response.body);
    to.rendered_fields = reply->response.rendered_fields;
    response->remote_blob.clear();
    return veza_status{VEZA_OK};
  });
}

}  // namespace veza::plugins::http_calls
