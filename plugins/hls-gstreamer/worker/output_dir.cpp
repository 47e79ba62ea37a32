#include "output_dir.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace veza::transcode {
namespace {

tl::unexpected<Error> cannot(const std::string& what, int error_number) {
  return fail(Code::io,
              error_number == ENOSPC || error_number == EDQUOT ? "There is no space left on the server's disk."
                                                               : "The server could not store the converted track.",
              what + ": " + std::strerror(error_number));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<OutputDir>> OutputDir::open(std::string path) {
  std::unique_ptr<OutputDir> dir(new OutputDir(std::move(path)));
  if (::mkdir(dir->path_.c_str(), 0755) == 0) {
    if (auto ok = dir->remember(dir->path_); !ok) return fail(ok.error());
    return dir;
  }
  const int why = errno;
  struct stat info {};
  if (why == EEXIST && ::stat(dir->path_.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return dir;
  return cannot("making " + dir->path_, why);
}

Status OutputDir::remember(const std::string& made) {
  return made_.with([&](Made& all) -> Status {
    if (all.closed) return fail(Code::internal, "The run was ended.");
    all.paths.push_back(made);
    return {};
  });
}

Status OutputDir::make_folder(const std::string& name) {
  const std::string full = path_ + "/" + name;
  if (::mkdir(full.c_str(), 0755) != 0) return errno == EEXIST ? Status{} : Status(cannot("making " + full, errno));
  return remember(full);
}

Status OutputDir::write(const std::string& name, std::string_view bytes) {
  const std::string full = path_ + "/" + name, temporary = full + ".tmp";
  if (auto ok = remember(temporary); !ok) return ok;
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return cannot("opening " + temporary, errno);
  const bool written = write_all(fd, bytes);
  const int why = errno;
  if (::close(fd) != 0 && written) return cannot("closing " + temporary, errno);
  if (!written) return cannot("writing " + temporary, why);
  return made_.with([&](Made& all) -> Status {
    if (all.closed) return fail(Code::internal, "The run was ended.");
    if (::rename(temporary.c_str(), full.c_str()) != 0) return cannot("renaming " + temporary, errno);
    for (auto path = all.paths.rbegin(); path != all.paths.rend(); ++path)
      if (*path == temporary) {
        *path = full;
        break;
      }
    return {};
  });
}

void OutputDir::remove_all() {
  made_.with([](Made& all) {
    all.closed = true;
    for (auto path = all.paths.rbegin(); path != all.paths.rend(); ++path) std::remove(path->c_str());
    all.paths.clear();
  });
}

}  // namespace veza::transcode
