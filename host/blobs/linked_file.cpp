#include "blobs/linked_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <filesystem>

namespace veza::blobs {
namespace {

int open_without_links(const std::string& path) {
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW;
  how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const long fd = ::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how);
  if (fd >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(fd);
  // Containers and old kernels without openat2(2): by name, and the last component by the kernel.
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  if (error) return errno = error.value(), -1;
  if (real.string() != path) return errno = ELOOP, -1;
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
}

}  // namespace

std::optional<std::string> link_target(const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size <= 0 || static_cast<size_t>(size) >= target.size()) return std::nullopt;
  target.resize(static_cast<size_t>(size));
  return target;
}

base::Result<base::Fd> open_linked(const std::string& path) {
  if (path.empty() || path.front() != '/' || path.size() >= PATH_MAX || path.find('\0') != std::string::npos)
    return base::fail(base::Code::invalid, "\"" + path + "\" is no absolute path");
  base::Fd file(open_without_links(path));
  if (!file && errno == ELOOP) return base::fail(base::Code::forbidden, "a link stands in the way to " + path);
  if (!file) return base::fail(base::errno_error("cannot open " + path, errno));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
    return base::fail(base::Code::invalid, path + " is not a regular file");
  return file;
}

}  // namespace veza::blobs
