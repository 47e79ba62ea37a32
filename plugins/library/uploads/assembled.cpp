#include "uploads/assembled.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <veza/id.hpp>

namespace veza::library {
namespace {

constexpr size_t piece = size_t{1} << 20;

class File {
 public:
  explicit File(const std::string& path) : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640)) {
    if (fd_ < 0) fail("cannot make a file for an upload");
  }
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void append(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) fail("cannot write the file of an upload");
      bytes.remove_prefix(static_cast<size_t>(n));
      size_ += static_cast<size_t>(n);
    }
  }
  const char* map() const {
    void* made = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd_, 0);
    if (made == MAP_FAILED) fail("cannot map the file of an upload");
    return static_cast<const char*>(made);
  }
  size_t size() const { return size_; }

 private:
  [[noreturn]] static void fail(const std::string& what) {
    throw Error(VEZA_E_UNAVAILABLE, what + ": " + std::strerror(errno));
  }
  int fd_;
  size_t size_ = 0;
};

void append_blob(const Blobs& blobs, const std::string& key, File& file) {
  std::string buffer(piece, '\0');
  for (uint64_t at = 0;;) {
    const size_t n = blobs.read(key, at, buffer.data(), buffer.size());
    if (n == 0) return;
    file.append({buffer.data(), n});
    at += n;
  }
}

}  // namespace

Assembled::Assembled(const Services& services, const Upload& upload, std::string_view rest)
    : path_(services.scratch_dir + "/" + new_id() + ".upload") {
  try {
    File file(path_);
    for (const auto& id : Uploads::parts(services.db, upload.id)) {
      append_blob(services.blobs, part_key(upload.id, id), file);
    }
    file.append(rest);
    if (file.size() != static_cast<size_t>(upload.length)) {
      throw Error(VEZA_E_UNAVAILABLE, "the parts of the upload " + upload.id + " hold " + std::to_string(file.size()) +
                                          " bytes instead of " + std::to_string(upload.length) +
                                          "; somebody else brings some just now, or a part is lost");
    }
    map_ = file.map();
    size_ = file.size();
  } catch (...) {
    ::unlink(path_.c_str());
    throw;
  }
}

Assembled::~Assembled() {
  ::munmap(const_cast<char*>(map_), size_);
  ::unlink(path_.c_str());
}

}  // namespace veza::library
