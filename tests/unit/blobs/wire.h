// A blocking connection of the stand-in, with TLS or without.
#pragma once
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "base/file.h"

namespace veza::blobs::test {

class Wire {
 public:
  // `tls` may be null. False in ok() when the handshake failed.
  Wire(int fd, SSL_CTX* tls) : fd_(fd), ssl_(tls ? SSL_new(tls) : nullptr, &SSL_free) {
    if (!ssl_) return;
    SSL_set_fd(ssl_.get(), fd);
    ok_ = SSL_accept(ssl_.get()) == 1;
  }
  bool ok() const { return ok_; }
  // 0 at the end, or when it failed.
  size_t read(char* out, size_t size) {
    const auto n = ssl_ ? SSL_read(ssl_.get(), out, static_cast<int>(size)) : ::recv(fd_, out, size, 0);
    return n > 0 ? static_cast<size_t>(n) : 0;
  }
  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                          : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
  }

 private:
  int fd_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  bool ok_ = true;
};

}  // namespace veza::blobs::test
