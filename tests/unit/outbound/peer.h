// A server on a loopback address that does what a test says, for clients that must survive it.
#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/guarded.h"

namespace veza::outbound::test {

// One request as it came, and the way to answer it.
class Call {
 public:
  Call(int fd, std::string bytes) : text(std::move(bytes)), fd_(fd) {}
  const std::string text;  // head and body
  bool has(std::string_view part) const { return text.find(part) != text.npos; }
  // False when the client is gone.
  bool send(std::string_view bytes) const;
  void hang_up() const;
  void answer(std::string_view status, std::string_view fields, std::string_view body) const;

 private:
  int fd_;
};

class Peer {
 public:
  // Listens on `address` (an IPv4 one of 127.0.0.0/8); each call runs on the connection's thread.
  Peer(const std::string& address, std::function<void(const Call&)> serve);
  ~Peer();
  Peer(const Peer&) = delete;

  int port() const { return port_; }
  int connections() const { return connections_; }
  std::vector<std::string> requests() const;  // the texts, in order

 private:
  void accept_all();
  void talk(int fd);

  std::function<void(const Call&)> serve_;
  base::Fd listening_;
  int port_ = 0;
  std::atomic<int> connections_{0};
  base::Guarded<std::vector<std::string>> requests_;
  base::Guarded<std::vector<int>> open_;
  std::vector<std::thread> talks_;  // the accepting thread's
  std::thread accepting_;
};

}  // namespace veza::outbound::test
