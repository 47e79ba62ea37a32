#include "net/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace veza::net {

namespace {

base::Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::fail(base::errno_error("cannot write the request body to its spool file", errno));
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

}  // namespace

Spool::Spool(std::string directory, size_t memory_limit, uint64_t expected)
    : directory_(std::move(directory)), memory_limit_(memory_limit), expected_(expected) {}

base::Status Spool::append(std::string_view bytes) {
  size_ += bytes.size();
  if (!file_ && size_ <= memory_limit_ && expected_ <= memory_limit_) {
    memory_.append(bytes);
    return {};
  }
  if (!file_) {
    if (auto opened = open_file(); !opened) return opened;
  }
  return write_all(file_.get(), bytes);
}

base::Status Spool::open_file() {
  file_ = base::Fd(::open(directory_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file_ && (errno == EOPNOTSUPP || errno == EISDIR)) {
    // Some filesystems (overlayfs before Linux 6.3) have no O_TMPFILE.
    std::string name = directory_ + "/body-XXXXXX";
    file_ = base::Fd(::mkostemp(name.data(), O_CLOEXEC));
    if (file_) ::unlink(name.c_str());
  }
  if (!file_) return base::fail(base::errno_error("cannot create a spool file in " + directory_, errno));
  auto written = write_all(file_.get(), memory_);
  std::string().swap(memory_);
  return written;
}

base::Result<Body> Spool::finish() {
  if (!file_) return Body::memory(std::move(memory_));
  return Body::spooled(std::move(file_), size_);
}

}  // namespace veza::net
