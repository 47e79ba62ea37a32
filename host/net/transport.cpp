#include "net/transport.h"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace veza::net {

namespace {

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(base::Fd socket) : socket_(std::move(socket)) {}

  Io read(char* buffer, size_t capacity) override {
    const ssize_t n = retried([&] { return ::recv(socket_.get(), buffer, capacity, 0); });
    if (n == 0) return {Io::State::closed};
    return outcome(n);
  }

  Io write(const iovec* parts, int count, bool more) override {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts);
    message.msg_iovlen = static_cast<size_t>(count);
    const int flags = MSG_NOSIGNAL | (more ? MSG_MORE : 0);
    return outcome(retried([&] { return ::sendmsg(socket_.get(), &message, flags); }));
  }

  Io send_file(int file, uint64_t offset, size_t size) override {
    auto position = static_cast<off_t>(offset);
    const ssize_t n = retried([&] { return ::sendfile(socket_.get(), file, &position, size); });
    if (n == 0) return {Io::State::failed};  // the file has shrunk
    return outcome(n);
  }

  void end_writing() override { ::shutdown(socket_.get(), SHUT_WR); }
  bool short_read_empties() const override { return true; }
  int fd() const override { return socket_.get(); }

 private:
  // An interrupted call is not "blocked": no further event would come.
  template <class Call>
  static ssize_t retried(Call call) {
    ssize_t n;
    do {
      n = call();
    } while (n < 0 && errno == EINTR);
    return n;
  }

  static Io outcome(ssize_t n) {
    if (n >= 0) return {Io::State::ok, static_cast<size_t>(n)};
    const bool later = errno == EAGAIN || errno == EWOULDBLOCK;
    return {later ? Io::State::blocked : Io::State::failed};
  }

  base::Fd socket_;
};

}  // namespace

std::unique_ptr<Transport> plain_transport(base::Fd socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace veza::net
