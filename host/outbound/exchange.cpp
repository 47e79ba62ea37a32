#include "outbound/exchange.h"

#include <sys/socket.h>

#include <algorithm>

#include "base/text.h"
#include "curl/handles.h"

namespace veza::outbound {
namespace {

constexpr size_t largest_head = size_t{64} << 10;

// What the callbacks fill.
struct Answer {
  const Hop& hop;
  const std::atomic<bool>& stopping;
  Response response = {};
  size_t head_size = 0;
  bool too_much = false;
  bool head_ended = false;
  base::Status refused = {};

  bool take(std::string_view bytes) {
    too_much = too_much || bytes.size() > hop.max_bytes - response.body.size();
    if (!too_much) response.body.append(bytes);
    return !too_much;
  }
  bool field(std::string_view line) {
    head_size += line.size();
    too_much = too_much || head_size > largest_head;
    if (too_much) return false;
    // An interim answer (100, 103) begins anew.
    if (line.starts_with("HTTP/")) {
      response.headers.clear();
      head_ended = false;
    }
    head_ended = head_ended || line == "\r\n" || line == "\n";
    if (const auto colon = line.find(':'); colon != line.npos) {
      response.headers.emplace_back(base::lower_ascii(line.substr(0, colon)), base::trim(line.substr(colon + 1)));
    }
    return true;
  }
};

// Callbacks of C: nothing may be thrown through it. Another count than the given one ends the exchange.
size_t on_body(char* bytes, size_t, size_t size, void* data) noexcept {
  try {
    return static_cast<Answer*>(data)->take({bytes, size}) ? size : (size == 0 ? 1 : 0);
  } catch (...) {
    return size == 0 ? 1 : 0;
  }
}

size_t on_field(char* bytes, size_t, size_t size, void* data) noexcept {
  try {
    return static_cast<Answer*>(data)->field({bytes, size}) ? size : (size == 0 ? 1 : 0);
  } catch (...) {
    return size == 0 ? 1 : 0;
  }
}

int on_progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<Answer*>(data)->stopping.load() ? 1 : 0;
}

// The address here is the one connect(2) gets: whatever led to it, this is the check that counts.
curl_socket_t on_socket(void* data, curlsocktype, curl_sockaddr* to) noexcept {
  try {
    auto& answer = *static_cast<Answer*>(data);
    const auto address = from_sockaddr(&to->addr, to->addrlen);
    const auto& addresses = answer.hop.addresses;
    if (!address || std::find(addresses.begin(), addresses.end(), *address) == addresses.end()) {
      answer.refused = base::fail(base::Code::forbidden, "an address came up that was not checked");
      return CURL_SOCKET_BAD;
    }
    if (auto status = answer.hop.check(*address, answer.hop.target.port); !status) {
      answer.refused = status;
      return CURL_SOCKET_BAD;
    }
    // Not to be inherited by the programs the server starts.
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  } catch (...) {
    return CURL_SOCKET_BAD;
  }
}

base::Error error_of(CURLcode code, const char* detail, const Answer& answer) {
  using base::Code;
  const std::string text = *detail ? detail : curl_easy_strerror(code);
  if (!answer.refused) return answer.refused.error();
  if (answer.stopping.load()) return {Code::cancelled, "the server is stopping"};
  if (answer.too_much) {
    return {Code::too_large, "the answer is longer than " + std::to_string(answer.hop.max_bytes) + " bytes"};
  }
  switch (code) {
    case CURLE_COULDNT_CONNECT:
      return {Code::unavailable, "it cannot be reached: " + text};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Code::unavailable, "its certificate is not trusted: " + text};
    case CURLE_SSL_CACERT_BADFILE:
      return {Code::unavailable, "the certificates that outbound.ca_file names cannot be read"};
    case CURLE_OPERATION_TIMEDOUT:
      return {Code::unavailable, "it took too long"};
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
      return {Code::unavailable, "its answer was cut off"};
    case CURLE_OUT_OF_MEMORY:
      return {Code::internal, "there is no memory for the answer"};
    default:
      return {Code::unavailable, "the exchange failed: " + text};
  }
}

// "host:port:address,address": what libcurl connects to instead of looking the name up.
std::string pinned(const Hop& hop) {
  std::string line = hop.target.host + ":" + std::to_string(hop.target.port) + ":";
  for (const auto& address : hop.addresses) {
    if (line.back() != ':') line += ',';
    line += address.v6 ? "[" + address.text() + "]" : address.text();
  }
  return line;
}

long milliseconds_left(const Hop& hop) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(hop.deadline - std::chrono::steady_clock::now());
  return std::max<long>(1, static_cast<long>(left.count()));
}

class CurlExchanger : public Exchanger {
 public:
  explicit CurlExchanger(ExchangeLimits limits) : limits_(std::move(limits)), handles_(limits_.idle_handles) {}

  base::Result<Response> exchange(const Hop& hop, const std::atomic<bool>& stopping) override {
    curl::Handle handle = handles_.take();
    if (!handle) return base::fail(base::Code::internal, "there is no memory for a connection");
    char detail[CURL_ERROR_SIZE] = "";
    Answer answer{hop, stopping};
    curl::List fields;
    fields.add("Expect:");
    fields.add("Content-Type:");  // unless the request has one: curl would call every body a form
    for (const auto& [name, value] : hop.headers) fields.add(value.empty() ? name + ";" : name + ": " + value);
    curl::List pins;
    if (!hop.target.literal) pins.add(pinned(hop));
    prepare(handle.get(), hop, answer, detail, fields.get(), pins.get());
    const CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) return base::fail(error_of(code, detail, answer));
    // A connection that ends within the head is no error to libcurl.
    if (!answer.head_ended) return base::fail(base::Code::unavailable, "its answer was cut off");
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.response.status = static_cast<int>(status);
    answer.response.url = hop.target.url;
    handles_.give_back(std::move(handle));
    return std::move(answer.response);
  }

 private:
  void prepare(CURL* handle, const Hop& hop, Answer& answer, char* detail, curl_slist* fields, curl_slist* pins) const {
    const auto set = [handle](CURLoption option, auto value) { curl_easy_setopt(handle, option, value); };
    set(CURLOPT_URL, hop.target.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_PROXY, "");  // none of the environment
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_RESOLVE, pins);
    set(CURLOPT_OPENSOCKETFUNCTION, &on_socket);
    set(CURLOPT_OPENSOCKETDATA, &answer);
    set(CURLOPT_CONNECTTIMEOUT_MS, std::min(milliseconds_left(hop), static_cast<long>(limits_.connect_timeout_ms)));
    set(CURLOPT_TIMEOUT_MS, milliseconds_left(hop));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &on_progress);
    set(CURLOPT_XFERINFODATA, &answer);
    set(CURLOPT_ERRORBUFFER, detail);
    set(CURLOPT_USERAGENT, limits_.user_agent.c_str());
    set(CURLOPT_HTTPHEADER, fields);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, &answer);
    set(CURLOPT_HEADERFUNCTION, &on_field);
    set(CURLOPT_HEADERDATA, &answer);
    if (!limits_.ca_file.empty()) set(CURLOPT_CAINFO, limits_.ca_file.c_str());
    if (hop.method == "HEAD") {
      set(CURLOPT_NOBODY, 1L);
      return;
    }
    if (!hop.body.empty() || hop.method == "POST" || hop.method == "PUT" || hop.method == "PATCH") {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(hop.body.size()));
      set(CURLOPT_POSTFIELDS, hop.body.data());
    }
    set(CURLOPT_CUSTOMREQUEST, hop.method.c_str());
  }

  ExchangeLimits limits_;
  curl::Handles handles_;
};

}  // namespace

base::Result<std::unique_ptr<Exchanger>> Exchanger::create(ExchangeLimits limits) {
  if (auto started = curl::start(limits.ca_file, "outbound.ca_file: cannot read "); !started)
    return base::fail(started.error());
  return std::make_unique<CurlExchanger>(std::move(limits));
}

}  // namespace veza::outbound
