// A URL, then a line end, then a Location in its answer: what is accepted can be read in one way only, and read again
// gives the same; an address in it is the one that libcurl would connect to.
#include <curl/curl.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "outbound/allow.h"
#include "outbound/target.h"

using namespace veza::outbound;

namespace {

void check(const Target& target) {
  for (const char c : target.url) {
    if (c <= ' ' || c >= '\x7f' || c == '\\' || c == '#') std::abort();
  }
  if (target.port == 0 || target.host.empty() || target.host.find_first_of("@/?%") != std::string::npos) std::abort();
  if (!target.url.starts_with(target.tls ? "https://" : "http://") &&
      !veza::base::lower_ascii(target.url.substr(0, 8)).starts_with("http")) {
    std::abort();
  }
  const auto again = parse_target(target.url);
  if (!again || again->host != target.host || again->port != target.port || again->literal != target.literal) {
    std::abort();
  }
  // What the socket's library makes of it.
  CURLU* url = curl_url();
  char* host = nullptr;
  if (curl_url_set(url, CURLUPART_URL, target.url.c_str(), 0) != CURLUE_OK ||
      curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
    std::abort();
  }
  std::string text = veza::base::lower_ascii(host);
  if (text.starts_with('[')) text = text.substr(1, text.size() - 2);
  if (text != target.host) std::abort();
  if (parse_address(text) != target.literal) std::abort();
  curl_free(host);
  curl_url_cleanup(url);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto end = bytes.find('\n');
  const auto target = parse_target(bytes.substr(0, end));
  if (target) {
    check(*target);
    if (end != bytes.npos) {
      if (const auto next = resolve_location(*target, bytes.substr(end + 1))) check(*next);
    }
  }
  if (const auto network = parse_network(bytes); network && !network->contains(network->base)) std::abort();
  (void)Allowed::parse({std::string(bytes)});
  return 0;
}
