#include "blobs/http_transport.h"

#include <sys/socket.h>

#include <cstring>

#include "base/text.h"
#include "curl/handles.h"

namespace veza::blobs {
namespace {

constexpr size_t longest_field = 4096;
constexpr size_t most_fields = 64;

// What the callbacks fill.
struct Answer {
  const HttpRequest& request;
  size_t body_limit;
  CURL* handle;
  HttpReply reply;
  bool too_much = false;
  bool head_ended = false;

  bool into_out() const {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return request.out && status >= 200 && status < 300;
  }
  size_t take(const char* bytes, size_t size) {
    if (into_out()) {
      too_much = size > request.out_size - reply.out_used;
      if (too_much) return 0;
      std::memcpy(request.out + reply.out_used, bytes, size);
      reply.out_used += size;
      return size;
    }
    too_much = reply.body.size() + size > body_limit;
    if (too_much) return 0;
    reply.body.append(bytes, size);
    return size;
  }
  void field(std::string_view text) {
    // An interim answer (100) or a repeated status line begins anew.
    if (text.starts_with("HTTP/")) {
      reply.headers.clear();
      head_ended = false;
    }
    head_ended = head_ended || text == "\r\n" || text == "\n";
    const auto colon = text.find(':');
    if (colon == text.npos || text.size() > longest_field || reply.headers.size() >= most_fields) return;
    reply.headers[base::lower_ascii(text.substr(0, colon))] = base::trim(text.substr(colon + 1));
  }
};

// Callbacks of C: nothing may be thrown through it. Another count than the given one ends the exchange.
size_t on_body(char* bytes, size_t, size_t size, void* data) noexcept {
  try {
    return static_cast<Answer*>(data)->take(bytes, size);
  } catch (...) {
    static_cast<Answer*>(data)->too_much = true;
    return size == 0 ? 1 : 0;
  }
}

size_t on_field(char* bytes, size_t, size_t size, void* data) noexcept {
  try {
    static_cast<Answer*>(data)->field({bytes, size});
    return size;
  } catch (...) {
    return size == 0 ? 1 : 0;
  }
}

// libcurl's own sockets would be inherited by the programs the server starts.
curl_socket_t open_socket(void*, curlsocktype, curl_sockaddr* address) noexcept {
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

TransportFault fault_of(CURLcode code, const char* detail, const Answer& answer, const std::string& ca_file) {
  const std::string text = *detail ? detail : curl_easy_strerror(code);
  switch (code) {
    case CURLE_WRITE_ERROR:
      return {answer.too_much ? "its answer is longer than it may be" : "its answer could not be kept", true, false};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {"its host name is not known: " + text, false, true};
    case CURLE_COULDNT_CONNECT:
      return {"it cannot be reached: " + text, false, true};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {"its certificate is not trusted (" + text + "); a private authority's goes into the address as ca=FILE",
              false, false};
    case CURLE_SSL_CACERT_BADFILE:
      return {"the file of trusted certificates" + (ca_file.empty() ? "" : " " + ca_file) + " cannot be read", false,
              false};
    case CURLE_SSL_CONNECT_ERROR:
      return {"TLS with it failed: " + text, false, true};
    case CURLE_OPERATION_TIMEDOUT:
      return {"it took too long: " + text, true, true};
    case CURLE_PARTIAL_FILE:
      return {"its answer was cut off: " + text, true, true};
    case CURLE_OUT_OF_MEMORY:
      return {"there is no memory for its answer", true, false};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return {"its address cannot be used: " + text, false, false};
    default:
      return {"the connection to it failed: " + text, true, true};
  }
}

class CurlTransport : public HttpTransport {
 public:
  explicit CurlTransport(TransportLimits limits) : limits_(std::move(limits)), handles_(limits_.idle_connections) {}

  tl::expected<HttpReply, TransportFault> exchange(const HttpRequest& request) override {
    curl::Handle handle = handles_.take();
    if (!handle) return tl::unexpected(TransportFault{"there is no memory for a connection", false, false});
    char detail[CURL_ERROR_SIZE] = "";
    Answer answer{request, limits_.body_limit, handle.get(), {}};
    curl::List fields;
    // Expect makes stores that do not know it wait a second; the other two curl adds by itself.
    for (const char* none : {"Expect:", "Accept:", "Content-Type:"}) fields.add(none);
    for (const auto& [name, value] : request.headers) fields.add(name + ": " + value);
    prepare(handle.get(), request, answer, detail, fields.get());
    const CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) return tl::unexpected(fault_of(code, detail, answer, limits_.ca_file));
    // A connection that ends within the head is no error to libcurl.
    if (!answer.head_ended) return tl::unexpected(TransportFault{"its answer was cut off", true, true});
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.reply.status = static_cast<int>(status);
    handles_.give_back(std::move(handle));
    return std::move(answer.reply);
  }

 private:
  void prepare(CURL* handle, const HttpRequest& request, Answer& answer, char* detail, curl_slist* fields) const {
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);  // the path is signed as it stands
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect_timeout_ms));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.request_timeout_ms));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits_.stall_timeout_s));
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_field);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &answer);
    if (!limits_.ca_file.empty()) {
      curl_easy_setopt(handle, CURLOPT_CAINFO, limits_.ca_file.c_str());
      curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
    }
    if (request.method == "HEAD") {
      curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (request.method == "PUT" || request.method == "POST") {
      curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
      curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    } else {
      curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
  }

  TransportLimits limits_;
  curl::Handles handles_;
};

}  // namespace

std::string HttpReply::header(std::string_view name) const {
  const auto at = headers.find(name);
  return at == headers.end() ? "" : at->second;
}

int64_t http_time_ms(const std::string& text) {
  const auto seconds = curl_getdate(text.c_str(), nullptr);
  return seconds < 0 ? 0 : static_cast<int64_t>(seconds) * 1000;
}

base::Result<std::unique_ptr<HttpTransport>> HttpTransport::create(const TransportLimits& limits) {
  if (auto started = curl::start(limits.ca_file, "cannot read the certificates in "); !started)
    return base::fail(started.error());
  return std::make_unique<CurlTransport>(limits);
}

}  // namespace veza::blobs
