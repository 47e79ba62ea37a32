#include "app/listen.h"

#include <arpa/inet.h>

#include "base/text.h"

namespace veza::app {
namespace {

// inet_pton rather than Poco::Net::IPAddress::tryParse, which takes "::" for no address (POCO 1.11).
bool is_address(const std::string& host) {
  in6_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1 || ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

}  // namespace

base::Result<net::ListenAddress> parse_listen(const std::string& text, bool tls) {
  const auto fault = [&] {
    return base::fail(base::Code::invalid, std::string(tls ? "tls.listen" : "http.listen") + ": \"" + text +
                                               "\" is no address. Write HOST:PORT, such as 127.0.0.1:8080, [::]:8080 "
                                               "or 0.0.0.0:8080.");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return fault();
  const auto port = base::to_int(std::string_view(text).substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) return fault();
  std::string host = text.substr(0, colon);
  if (host.empty()) host = "::";
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (!is_address(host)) return fault();
  return net::ListenAddress{host, static_cast<uint16_t>(*port), tls};
}

}  // namespace veza::app
