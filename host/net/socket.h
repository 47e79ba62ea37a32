// Listening sockets and addresses.
#pragma once
#include <sys/socket.h>

#include <cstdint>

#include "base/error.h"
#include "base/file.h"
#include "net/server.h"

namespace veza::net {

// A bound, listening, non-blocking socket. IPv6 sockets take IPv6 only, so "0.0.0.0" and "::" can share a port.
base::Result<base::Fd> listen_on(const ListenAddress& address);
uint16_t bound_port(int fd);
Peer peer_of(const sockaddr_storage& address);

}  // namespace veza::net
