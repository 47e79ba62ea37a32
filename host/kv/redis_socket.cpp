#include "kv/redis_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#include <cerrno>
#include <cstring>

namespace veza::kv {
namespace {

tl::unexpected<base::Error> gone(std::string what) { return base::fail(base::Code::unavailable, std::move(what)); }

tl::unexpected<base::Error> gone(int error_number) {
  char text[128];
  return gone("cannot be reached (" + std::string(::strerror_r(error_number, text, sizeof text)) +
              "); check that it runs and that its address is right");
}

const char* const closed = "closed the connection; look at its log";

}  // namespace

base::Status RedisSocket::wait(short events, Patience& patience) const {
  for (;;) {
    pollfd fds[2] = {{fd_.get(), events, 0}, {patience.cancel_fd(), POLLIN, 0}};
    const int ready = ::poll(fds, 2, patience.left_ms());
    if (ready < 0 && errno == EINTR) continue;
    if (fds[1].revents != 0) return gone("was given up, since the store ends");
    if (ready > 0) return {};
    return gone("did not answer within " + std::to_string(patience.quiet_ms()) +
                " ms; look at its load and at the network");
  }
}

base::Result<RedisSocket> RedisSocket::connect(const sockaddr* address, socklen_t size, Patience& patience) {
  RedisSocket made(base::Fd(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
  if (!made.fd_) return gone(errno);
  if (address->sa_family != AF_UNIX) {
    const int on = 1;
    ::setsockopt(made.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  if (::connect(made.fd(), address, size) != 0) {
    // A Unix socket with a full backlog says EAGAIN.
    if (errno != EINPROGRESS) return gone(errno);
    if (auto status = made.wait(POLLOUT, patience); !status) return base::fail(status.error());
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(made.fd(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) return gone(error);
  }
  return made;
}

base::Status RedisSocket::secure(std::unique_ptr<RedisTls> tls, Patience& patience) {
  for (;;) {
    const auto step = tls->handshake();
    if (auto status = send_raw(tls->to_network(), patience); !status) return status;
    if (step == RedisTls::Step::done) break;
    if (step == RedisTls::Step::failed) {
      return gone("did not agree on TLS (" + tls->reason() + "); check its certificate and the file of authorities");
    }
    auto bytes = receive_raw(patience);
    if (!bytes) return base::fail(bytes.error());
    tls->from_network(*bytes);
  }
  tls_ = std::move(tls);
  return {};
}

base::Status RedisSocket::write(std::string_view bytes, Patience& patience) {
  if (!tls_) return send_raw(bytes, patience);
  if (!tls_->encrypt(bytes)) return gone("broke the TLS connection (" + tls_->reason() + "); look at its log");
  return send_raw(tls_->to_network(), patience);
}

base::Result<std::string> RedisSocket::read(Patience& patience) {
  if (!tls_) return receive_raw(patience);
  for (;;) {
    std::string plain;
    const auto step = tls_->decrypt(plain);
    if (step == RedisTls::Step::done) return plain;
    if (step == RedisTls::Step::failed) return gone(closed);
    // Reading may have made something to send (a key update).
    if (auto status = send_raw(tls_->to_network(), patience); !status) return base::fail(status.error());
    auto bytes = receive_raw(patience);
    if (!bytes) return bytes;
    tls_->from_network(*bytes);
  }
}

base::Status RedisSocket::send_raw(std::string_view bytes, Patience& patience) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
      patience.moved();
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return gone(closed);
    if (auto status = wait(POLLOUT, patience); !status) return status;
  }
  return {};
}

base::Result<std::string> RedisSocket::receive_raw(Patience& patience) {
  char block[16384];
  for (;;) {
    const ssize_t got = ::recv(fd_.get(), block, sizeof block, 0);
    if (got > 0) {
      patience.moved();
      return std::string(block, static_cast<size_t>(got));
    }
    if (got == 0) return gone(closed);
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return gone(closed);
    if (auto status = wait(POLLIN, patience); !status) return base::fail(status.error());
  }
}

bool RedisSocket::quiet() const {
  pollfd fd{fd_.get(), POLLIN, 0};
  return ::poll(&fd, 1, 0) == 0;
}

}  // namespace veza::kv
