// Files: an owned descriptor, and the whole-file reads and durable writes everything small uses.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace veza::base {

// A file descriptor that closes itself. Movable, not copyable; -1 is none.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// The whole file, at most `limit` bytes (too_large beyond it).
Result<std::string> read_file(const std::string& path, size_t limit = 64U << 20);

// Replaces `path` durably: temporary file beside it, fsync, rename, fsync of the folder. `mode` as for open(2).
Status write_file(const std::string& path, std::string_view data, unsigned mode = 0644);

}  // namespace veza::base
