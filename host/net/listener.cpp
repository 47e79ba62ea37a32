#include "net/listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <exception>

#include "net/socket.h"

namespace veza::net {

Listener::Listener(Core& core, std::vector<std::unique_ptr<Reactor>>& reactors, base::Fd socket, bool tls)
    : core_(core),
      reactors_(reactors),
      socket_(std::move(socket)),
      spare_(::open("/dev/null", O_RDONLY | O_CLOEXEC)),
      tls_(tls) {}

void Listener::on_event(uint32_t) {
  try {
    while (socket_ && accept_one()) {
    }
  } catch (const std::exception& error) {
    core_.fault("a connection could not be taken: " + std::string(error.what()));
  }
}

bool Listener::accept_one() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  base::Fd socket(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) {
    if (errno == EMFILE || errno == ENFILE) return shed_one();
    // A client that gave up while it waited is no reason to stop.
    return errno == ECONNABORTED || errno == EINTR || errno == EPROTO;
  }
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Peer peer = peer_of(address);
  if (const int status = core_.enter(peer.address)) {
    turn_away(std::move(socket), status);
  } else {
    hand_over(std::move(socket), std::move(peer));
  }
  return true;
}

void Listener::hand_over(base::Fd socket, Peer peer) {
  Reactor& reactor = *reactors_[next_++ % reactors_.size()];
  if (&reactor == reactors_.front().get()) return reactor.adopt(std::move(socket), std::move(peer), tls_);
  reactor.mailbox()->post(
      make_task([&reactor, socket = std::move(socket), peer = std::move(peer), tls = tls_]() mutable {
        reactor.adopt(std::move(socket), std::move(peer), tls);
      }));
}

void Listener::turn_away(base::Fd socket, int status) const {
  if (tls_) return;
  const std::string text = "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason_phrase(status)) +
                           "\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n";
  [[maybe_unused]] const ssize_t sent = ::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
  ::shutdown(socket.get(), SHUT_WR);
  // Input that has come already would turn the close into a reset.
  char unread[2048];
  [[maybe_unused]] const ssize_t got = ::recv(socket.get(), unread, sizeof unread, 0);
}

bool Listener::shed_one() {
  core_.fault("out of file descriptors: a connection is turned away (raise LimitNOFILE or ulimit -n)");
  if (!spare_) return false;
  spare_ = base::Fd();
  base::Fd socket(::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  const bool accepted = static_cast<bool>(socket);
  if (accepted) turn_away(std::move(socket), 503);
  socket = base::Fd();
  spare_ = base::Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return accepted;
}

}  // namespace veza::net
