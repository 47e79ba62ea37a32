#include "plugins/plugin_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace veza::plugins {
namespace {

using base::Code;

int open_beneath(const std::string& folder, const std::string& path) {
  const base::Fd root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) return -1;
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const long fd = ::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how);
  if (fd >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(fd);
  // Containers and old kernels without openat2(2): resolve by name. The folder is the administrator's, so nobody can
  // swap a link between the two steps.
  std::error_code error;
  const auto base_path = std::filesystem::canonical(folder, error);
  if (error) return -1;
  const auto real = std::filesystem::canonical(base_path / path, error);
  if (error) return errno = ENOENT, -1;
  const auto relative = real.lexically_relative(base_path);
  if (relative.empty() || *relative.begin() == "..") return errno = EXDEV, -1;
  return ::open(real.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

}  // namespace

base::Result<PluginFile> open_plugin_file(const std::string& folder, std::string_view path) {
  const auto missing = [&] { return base::fail(Code::not_found, "there is no such file"); };
  if (path.empty() || path.size() > 1024 || path.front() == '/' || path.find('\0') != path.npos) return missing();
  base::Fd fd(open_beneath(folder, std::string(path)));
  if (!fd) {
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
      return base::fail(base::Error{Code::unavailable, base::errno_error("cannot open a file", errno).message});
    }
    return missing();
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return missing();
  PluginFile file;
  file.file = std::make_shared<const base::Fd>(std::move(fd));
  file.size = static_cast<uint64_t>(info.st_size);
  file.modified_s = info.st_mtim.tv_sec;
  char etag[64];
  std::snprintf(etag, sizeof etag, "\"%lx-%lx-%lx\"", static_cast<unsigned long>(info.st_ino),
                static_cast<unsigned long>(info.st_size),
                static_cast<unsigned long>(info.st_mtim.tv_sec * 1'000'000'000L + info.st_mtim.tv_nsec));
  file.etag = etag;
  return file;
}

}  // namespace veza::plugins
