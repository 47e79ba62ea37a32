#include "net/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>

namespace veza::net {

namespace {

// The address in binary; false when it is not numeric.
bool to_sockaddr(const ListenAddress& address, sockaddr_storage& out, socklen_t& size) {
  out = {};
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out);
  if (::inet_pton(AF_INET, address.host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(address.port);
    size = sizeof(sockaddr_in);
    return true;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out);
  if (::inet_pton(AF_INET6, address.host.c_str(), &v6->sin6_addr) != 1) return false;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(address.port);
  size = sizeof(sockaddr_in6);
  return true;
}

}  // namespace

base::Result<base::Fd> listen_on(const ListenAddress& address) {
  const std::string shown = (address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]") +
                            ":" + std::to_string(address.port);
  sockaddr_storage target{};
  socklen_t size = 0;
  if (!to_sockaddr(address, target, size)) {
    return base::fail(base::Code::invalid, "cannot listen on " + shown + ": the host must be a numeric address");
  }
  base::Fd fd(::socket(target.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (!fd || ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      (target.ss_family == AF_INET6 && ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0) ||
      ::bind(fd.get(), reinterpret_cast<sockaddr*>(&target), size) != 0 || ::listen(fd.get(), 4096) != 0) {
    return base::fail(base::errno_error("cannot listen on " + shown, errno));
  }
  return fd;
}

uint16_t bound_port(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return peer_of(address).port;
}

Peer peer_of(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return {text, ntohs(v4.sin_port)};
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  const bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
  return {mapped ? std::strrchr(text, ':') + 1 : text, ntohs(v6.sin6_port)};
}

}  // namespace veza::net
