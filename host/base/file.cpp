#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/crypto.h"

namespace veza::base {

Fd& Fd::operator=(Fd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::string> read_file(const std::string& path, size_t limit) {
  Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return fail(errno_error("cannot open " + path, errno));
  std::string data;
  char chunk[65536];
  for (;;) {
    const ssize_t n = ::read(file.get(), chunk, sizeof chunk);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(errno_error("cannot read " + path, errno));
    if (n == 0) return data;
    if (data.size() + static_cast<size_t>(n) > limit) {
      return fail(Code::too_large, path + " is larger than " + std::to_string(limit) + " bytes");
    }
    data.append(chunk, static_cast<size_t>(n));
  }
}

Status write_file(const std::string& path, std::string_view data, unsigned mode) {
  const std::string temporary = path + "." + random_token(6) + ".tmp";
  {
    Fd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!file) return fail(errno_error("cannot create " + temporary, errno));
    size_t done = 0;
    while (done < data.size()) {
      const ssize_t n = ::write(file.get(), data.data() + done, data.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) {
        const int error = errno;
        ::unlink(temporary.c_str());
        return fail(errno_error("cannot write " + path, error));
      }
      done += static_cast<size_t>(n);
    }
    if (::fsync(file.get()) != 0) {
      const int error = errno;
      ::unlink(temporary.c_str());
      return fail(errno_error("cannot sync " + path, error));
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return fail(errno_error("cannot rename to " + path, error));
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  Fd directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory) ::fsync(directory.get());
  return {};
}

}  // namespace veza::base
