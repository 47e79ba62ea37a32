#include "net/body.h"

#include <sys/mman.h>

#include <cerrno>
#include <utility>

namespace veza::net {

Body Body::memory(std::string bytes) {
  Body body;
  body.bytes_ = std::move(bytes);
  return body;
}

base::Result<Body> Body::spooled(base::Fd file, uint64_t size) {
  Body body;
  if (size > 0) {
    void* map = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
    if (map == MAP_FAILED) return base::fail(base::errno_error("cannot map the spooled request body", errno));
    body.map_ = static_cast<const char*>(map);
    body.size_ = size;
  }
  body.file_ = std::move(file);
  return body;
}

Body::Body(Body&& other) noexcept
    : bytes_(std::move(other.bytes_)),
      file_(std::move(other.file_)),
      map_(std::exchange(other.map_, nullptr)),
      size_(std::exchange(other.size_, 0)) {
  other.bytes_.clear();
}

Body& Body::operator=(Body&& other) noexcept {
  bytes_.swap(other.bytes_);
  std::swap(file_, other.file_);
  std::swap(map_, other.map_);
  std::swap(size_, other.size_);
  return *this;
}

Body::~Body() {
  if (map_) ::munmap(const_cast<char*>(map_), size_);
}

}  // namespace veza::net
