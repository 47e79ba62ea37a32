// The bytes of one connection to Redis: TCP, TLS over it, or a Unix socket. Ours rather than hiredis's, because its
// timeouts bound single reads, not calls, and cannot be interrupted.
#pragma once
#include <sys/socket.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "kv/patience.h"
#include "kv/redis_tls.h"

namespace veza::kv {

// One thread at a time. Errors (unavailable) are the end of a sentence: "did not answer within 80 ms".
class RedisSocket {
 public:
  static base::Result<RedisSocket> connect(const sockaddr* address, socklen_t size, Patience& patience);
  // Speaks TLS from here on.
  base::Status secure(std::unique_ptr<RedisTls> tls, Patience& patience);

  base::Status write(std::string_view bytes, Patience& patience);
  // Waits for at least one byte and returns what is there.
  base::Result<std::string> read(Patience& patience);
  // Whether nothing has arrived and the other end is there.
  bool quiet() const;
  int fd() const { return fd_.get(); }

 private:
  explicit RedisSocket(base::Fd fd) : fd_(std::move(fd)) {}
  base::Status wait(short events, Patience& patience) const;
  base::Status send_raw(std::string_view bytes, Patience& patience);
  base::Result<std::string> receive_raw(Patience& patience);

  base::Fd fd_;
  std::unique_ptr<RedisTls> tls_;
};

}  // namespace veza::kv
