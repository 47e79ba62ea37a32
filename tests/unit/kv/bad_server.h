// Something on loopback that is no Redis: says what it is told to say to every connection, and hangs up or stays.
#pragma once
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "redis_server.h"

namespace veza::kv {

class BadServer {
 public:
  enum class After { close, stay };
  // `listens_first`: says it once the connection has sent something.
  BadServer(std::string says, After after, bool listens_first)
      : says_(std::move(says)), after_(after), listens_first_(listens_first), port_(free_port()) {
    listener_ = base::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port_));
    if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_.get(), 64) != 0) {
      throw std::runtime_error("cannot listen");
    }
    thread_ = std::thread([this] { run(); });
  }
  ~BadServer() {
    ::eventfd_write(stop_.get(), 1);
    thread_.join();
  }
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

 private:
  void run() {
    std::vector<base::Fd> open;
    for (;;) {
      pollfd fds[2] = {{listener_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
      ::poll(fds, 2, -1);
      if (fds[1].revents != 0) return;
      base::Fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!client) continue;
      char buffer[4096];
      if (listens_first_) (void)!::recv(client.get(), buffer, sizeof buffer, 0);
      (void)!::send(client.get(), says_.data(), says_.size(), MSG_NOSIGNAL);
      if (after_ == After::stay) open.push_back(std::move(client));
    }
  }

  std::string says_;
  After after_;
  bool listens_first_;
  int port_;
  base::Fd listener_;
  base::Fd stop_{::eventfd(0, EFD_CLOEXEC)};
  std::thread thread_;
};

}  // namespace veza::kv
