// The functions of veza.http/1 that read a request.
#include "base/text.h"
#include "plugins/boundary.h"
#include "plugins/http_calls.h"
#include "plugins/principal_abi.h"

namespace veza::plugins::http_calls {

constexpr size_t max_name = 1024;

veza_str method(const veza_http_request* request) noexcept {
  return request ? abi(request->context.request.method) : veza_str{};
}

veza_str path(const veza_http_request* request) noexcept {
  return request ? abi(request->context.request.path) : veza_str{};
}

veza_str raw_query(const veza_http_request* request) noexcept {
  return request ? abi(request->context.request.query()) : veza_str{};
}

veza_str request_id(const veza_http_request* request) noexcept {
  return request ? abi(request->context.request_id) : veza_str{};
}

veza_str client_ip(const veza_http_request* request) noexcept {
  return request ? abi(request->context.client_ip) : veza_str{};
}

veza_str peer_ip(const veza_http_request* request) noexcept {
  return request ? abi(request->context.request.peer.address) : veza_str{};
}

veza_str base_url(const veza_http_request* request) noexcept {
  if (!request) return veza_str{};
  veza_str url{};
  contained([&] {
    // The request is the plugin's for one call on one thread; only its scratch texts grow.
    auto& texts = const_cast<veza_http_request*>(request)->texts;
    std::string text = request->public_url.empty() ? request->context.base_url() : request->public_url;
    while (text.ends_with('/')) text.pop_back();
    url = abi(texts.emplace_back(std::move(text)));
    return veza_status{VEZA_OK};
  });
  return url;
}

const veza_principal* principal(const veza_http_request* request) noexcept {
  return to_abi(request ? request->context.principal() : *http::guest());
}

veza_str body(const veza_http_request* request) noexcept {
  return request ? abi(request->context.request.body.view()) : veza_str{};
}

veza_status param(const veza_http_request* request, veza_str name, veza_str* value) noexcept {
  return contained([&] {
    if (!request || !value || !readable(name, max_name)) return bad_argument("http.param", "a NULL or no name");
    *value = {};
    const auto found = request->context.param(view(name));
    if (found.empty()) return veza_status{VEZA_E_NOT_FOUND};
    *value = abi(found);
    return veza_status{VEZA_OK};
  });
}

veza_status query(const veza_http_request* request, veza_str name, veza_str* value) noexcept {
  return contained([&] {
    if (!request || !value || !readable(name, max_name)) return bad_argument("http.query", "a NULL or no name");
    *value = {};
    auto found = request->context.request.query_value(view(name));
    if (!found) return veza_status{VEZA_E_NOT_FOUND};
    // The request is the plugin's for one call on one thread; only its scratch texts grow.
    *value = abi(const_cast<veza_http_request*>(request)->texts.emplace_back(std::move(*found)));
    return veza_status{VEZA_OK};
  });
}

veza_status header(const veza_http_request* request, veza_str name, veza_str* value) noexcept {
  return contained([&] {
    if (!request || !value || !readable(name, max_name)) return bad_argument("http.header", "a NULL or no name");
    *value = {};
    const std::string field(view(name));
    const auto& headers = request->context.request.headers;
    auto found = headers.find(field);
    if (found == headers.end()) return veza_status{VEZA_E_NOT_FOUND};
    *value = abi(found->second);
    const auto another = [&] { return ++found != headers.end() && base::equal_no_case(found->first, field); };
    if (!another()) return veza_status{VEZA_OK};
    // RFC 9110 section 5.3: several are a list. Whoever expects one value must not be given the first of two, which a
    // client may have put before a proxy's.
    const char* between = base::equal_no_case(field, "cookie") ? "; " : ", ";
    std::string list(view(*value));
    do list.append(between).append(found->second);
    while (another());
    auto& texts = const_cast<veza_http_request*>(request)->texts;
    *value = abi(texts.emplace_back(std::move(list)));
    return veza_status{VEZA_OK};
  });
}

veza_status part_count(veza_http_request* request, size_t* count) noexcept {
  return contained([&] {
    if (!request || !count) return bad_argument("http.part_count", "a NULL");
    *count = 0;
    if (!request->parts) {
      const auto& sent = request->context.request;
      const auto boundary = net::multipart_boundary(sent.header("Content-Type"));
      if (!boundary) return refuse(boundary.error());
      auto parts = net::parse_multipart(sent.body.view(), *boundary);
      if (!parts) return refuse(parts.error());
      request->parts = std::move(*parts);
    }
    *count = request->parts->size();
    return veza_status{VEZA_OK};
  });
}

veza_status part(veza_http_request* request, size_t index, veza_http_part* out) noexcept {
  return contained([&] {
    // 1.0's struct is the smallest there ever was; a plugin with a larger one gets the members known here.
    if (!request || !out || out->struct_size < sizeof(veza_http_part)) {
      return bad_argument("http.part", "a NULL, or struct_size is not set");
    }
    if (!request->parts) return bad_argument("http.part", "call part_count first");
    if (index >= request->parts->size()) return refuse(base::Code::not_found, "there is no such part");
    const auto& found = (*request->parts)[index];
    out->has_filename = found.filename.has_value();
    out->name = abi(found.name);
    out->filename = found.filename ? abi(*found.filename) : veza_str{};
    out->content_type = abi(found.content_type);
    out->offset = found.offset;
    out->size = found.size;
    return veza_status{VEZA_OK};
  });
}

}  // namespace veza::plugins::http_calls
