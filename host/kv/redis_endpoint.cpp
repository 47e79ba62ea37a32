#include "kv/redis_endpoint.h"

#include <netdb.h>
#include <sys/un.h>

#include <cstring>

namespace veza::kv {

base::Result<std::shared_ptr<const RedisEndpoint>> RedisEndpoint::make(RedisTarget target, const std::string& ca_file) {
  std::shared_ptr<RedisEndpoint> made(new RedisEndpoint(std::move(target)));
  if (made->target_.tls) {
    auto context = make_tls_context(ca_file);
    if (!context) return base::fail_while("preparing TLS for Redis", context.error());
    made->tls_ = *context;
  }
  return made;
}

base::Result<RedisEndpoint::Addresses> RedisEndpoint::resolve() const {
  Addresses found;
  if (!target_.path.empty()) {
    Address address;
    auto* unix_address = reinterpret_cast<sockaddr_un*>(&address.bytes);
    unix_address->sun_family = AF_UNIX;
    target_.path.copy(unix_address->sun_path, sizeof unix_address->sun_path - 1);
    address.size = sizeof *unix_address;
    found.push_back(address);
    return found;
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int failed = ::getaddrinfo(target_.host.c_str(), std::to_string(target_.port).c_str(), &hints, &list);
  if (failed != 0) {
    return base::fail(base::Code::unavailable, name_ + " has a name that cannot be resolved (" +
                                                   ::gai_strerror(failed) + "); check it in its URL");
  }
  for (const addrinfo* each = list; each; each = each->ai_next) {
    Address address;
    std::memcpy(&address.bytes, each->ai_addr, each->ai_addrlen);
    address.size = each->ai_addrlen;
    found.push_back(address);
  }
  ::freeaddrinfo(list);
  return found;
}

base::Result<RedisSocket> RedisEndpoint::reach(const Addresses& addresses, Patience& patience) const {
  base::Error last;
  for (const Address& address : addresses) {
    auto socket = RedisSocket::connect(reinterpret_cast<const sockaddr*>(&address.bytes), address.size, patience);
    if (!socket) {
      last = explain(socket.error());
      continue;
    }
    if (tls_) {
      if (auto status = socket->secure(std::make_unique<RedisTls>(tls_, target_.host), patience); !status) {
        return base::fail(explain(status.error()));
      }
    }
    return socket;
  }
  return base::fail(last);
}

base::Result<RedisSocket> RedisEndpoint::connect(Patience& patience) const {
  auto addresses = known_.with([](const Addresses& known) { return known; });
  if (addresses.empty()) {
    auto resolved = resolve();
    if (!resolved) return base::fail(resolved.error());
    addresses = *resolved;
  }
  auto socket = reach(addresses, patience);
  known_.with([&](Addresses& known) { known = socket ? addresses : Addresses(); });
  return socket;
}

}  // namespace veza::kv
