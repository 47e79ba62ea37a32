#include "blobs/copy.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace veza::blobs {
namespace {

base::Error ended_early(uint64_t missing) {
  return {base::Code::invalid, "the source ended " + std::to_string(missing) + " bytes early"};
}

// Whether copy_file_range(2) cannot do this pair of files at all.
bool not_in_kernel(int error) {
  return error == EXDEV || error == EINVAL || error == ENOSYS || error == EOPNOTSUPP || error == EBADF;
}

base::Status copy_by_buffer(int from, off_t offset, uint64_t size, int to) {
  std::string buffer(std::min<uint64_t>(size, 256U << 10), '\0');
  while (size > 0) {
    const ssize_t n = ::pread(from, buffer.data(), std::min<uint64_t>(size, buffer.size()), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::fail(base::errno_error("cannot read the source", errno));
    if (n == 0) return base::fail(ended_early(size));
    if (auto status = write_all(to, {buffer.data(), static_cast<size_t>(n)}); !status) return status;
    offset += n;
    size -= static_cast<uint64_t>(n);
  }
  return {};
}

}  // namespace

base::Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::fail(base::errno_error("cannot write", errno));
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

base::Status copy_range(int from, uint64_t offset, uint64_t size, int to) {
  auto at = static_cast<off_t>(offset);
  while (size > 0) {
    const ssize_t n = ::copy_file_range(from, &at, to, nullptr, std::min<uint64_t>(size, 1U << 30), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && not_in_kernel(errno)) return copy_by_buffer(from, at, size, to);
    if (n < 0) return base::fail(base::errno_error("cannot copy", errno));
    if (n == 0) return base::fail(ended_early(size));
    size -= static_cast<uint64_t>(n);
  }
  return {};
}

}  // namespace veza::blobs
