#include "byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace veza::transcode {
namespace {
constexpr std::size_t kWindow = 256 * 1024;
}

std::vector<std::uint8_t> ByteSource::up_to(std::uint64_t offset, std::size_t count) {
  const std::uint64_t left = offset < size() ? size() - offset : 0;
  std::vector<std::uint8_t> out(static_cast<std::size_t>(std::min<std::uint64_t>(count, left)));
  out.resize(read(offset, out));
  return out;
}

std::vector<std::uint8_t> ByteSource::exactly(std::uint64_t offset, std::size_t count) {
  std::vector<std::uint8_t> out = up_to(offset, count);
  if (out.size() != count) out.clear();
  return out;
}

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) return fail(Code::io, "The uploaded file could not be opened.", path + ": " + std::strerror(errno));
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return fail(Code::io, "The uploaded file could not be opened.", path + " is not a regular file");
  }
  return std::unique_ptr<FileSource>(new FileSource(fd, static_cast<std::uint64_t>(info.st_size)));
}

FileSource::~FileSource() { ::close(fd_); }

std::size_t FileSource::read_file(std::uint64_t offset, std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = ::pread(fd_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) failed_ = true;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

std::size_t FileSource::read(std::uint64_t offset, std::span<std::uint8_t> out) {
  if (offset >= size_ || out.empty()) return 0;
  if (out.size() >= kWindow) return read_file(offset, out.first(std::min<std::uint64_t>(out.size(), size_ - offset)));
  if (offset < window_at_ || offset + out.size() > window_at_ + window_.size()) {
    window_.resize(kWindow);
    window_at_ = offset;
    window_.resize(read_file(offset, window_));
  }
  const std::size_t from = static_cast<std::size_t>(offset - window_at_);
  if (from >= window_.size()) return 0;
  const std::size_t count = std::min(out.size(), window_.size() - from);
  std::memcpy(out.data(), window_.data() + from, count);
  return count;
}

std::size_t MemorySource::read(std::uint64_t offset, std::span<std::uint8_t> out) {
  if (offset >= bytes_.size() || out.empty()) return 0;
  const std::size_t from = static_cast<std::size_t>(offset);
  const std::size_t count = std::min(out.size(), bytes_.size() - from);
  std::memcpy(out.data(), bytes_.data() + from, count);
  return count;
}

}  // namespace veza::transcode
