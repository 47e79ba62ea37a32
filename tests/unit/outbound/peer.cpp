#include "peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "base/text.h"

namespace veza::outbound::test {

bool Call::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

void Call::hang_up() const { ::shutdown(fd_, SHUT_RDWR); }

void Call::answer(std::string_view status, std::string_view fields, std::string_view body) const {
  send("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
       std::string(fields) + "\r\n" + (text.starts_with("HEAD ") ? "" : std::string(body)));
}

Peer::Peer(const std::string& address, std::function<void(const Call&)> serve) : serve_(std::move(serve)) {
  listening_ = base::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in where{};
  where.sin_family = AF_INET;
  ::inet_pton(AF_INET, address.c_str(), &where.sin_addr);
  socklen_t size = sizeof where;
  auto* raw = reinterpret_cast<sockaddr*>(&where);
  if (::bind(listening_.get(), raw, size) != 0 || ::listen(listening_.get(), 64) != 0 ||
      ::getsockname(listening_.get(), raw, &size) != 0) {
    throw std::runtime_error("cannot listen on " + address);
  }
  port_ = ntohs(where.sin_port);
  accepting_ = std::thread([this] { accept_all(); });
}

Peer::~Peer() {
  ::shutdown(listening_.get(), SHUT_RDWR);
  accepting_.join();
  open_.with([](auto& open) {
    for (const int fd : open) ::shutdown(fd, SHUT_RDWR);
  });
  for (auto& talk : talks_) talk.join();
}

std::vector<std::string> Peer::requests() const {
  return requests_.with([](const auto& requests) { return requests; });
}

void Peer::accept_all() {
  for (;;) {
    const int fd = ::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    ++connections_;
    open_.with([&](auto& open) { open.push_back(fd); });
    talks_.emplace_back([this, fd] { talk(fd); });
  }
}

void Peer::talk(int fd) {
  std::string text;
  char piece[4096];
  for (;;) {
    auto end = text.find("\r\n\r\n");
    size_t whole = 0;
    if (end != text.npos) {
      const auto lower = base::lower_ascii(text.substr(0, end));
      const auto at = lower.find("content-length: ");
      whole = end + 4 + (at == lower.npos ? 0 : std::stoul(lower.substr(at + 16)));
    }
    if (whole > 0 && text.size() >= whole) {
      requests_.with([&](auto& requests) { requests.push_back(text.substr(0, whole)); });
      serve_(Call(fd, text.substr(0, whole)));
      text.erase(0, whole);
      continue;
    }
    const auto n = ::recv(fd, piece, sizeof piece, 0);
    if (n <= 0) break;
    text.append(piece, static_cast<size_t>(n));
  }
  // Under the lock, so that the destructor does not shut down a number that is another's by then.
  open_.with([&](auto& open) {
    std::erase(open, fd);
    ::close(fd);
  });
}

}  // namespace veza::outbound::test
