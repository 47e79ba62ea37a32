#include "backup/work_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <string_view>

#include "base/crypto.h"

namespace veza::backup {
namespace {

namespace fs = std::filesystem;
using base::Code;

// Of ours alone: the parent may be a folder of somebody who keeps other things there.
constexpr std::string_view ours = "veza-work-";

// The folder with its lock; nothing when somebody holds it, or it is gone.
base::Fd lock_folder(const std::string& path) {
  base::Fd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) return base::Fd();
  struct stat opened {
  }, there{};
  const bool same = ::fstat(folder.get(), &opened) == 0 && ::stat(path.c_str(), &there) == 0 &&
                    opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
  return same ? std::move(folder) : base::Fd();
}

void remove_those_of_the_dead(const std::string& parent) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    if (!entry.path().filename().string().starts_with(ours)) continue;
    const base::Fd lock = lock_folder(entry.path().string());
    if (lock) fs::remove_all(entry.path(), error);
  }
}

}  // namespace

base::Result<WorkFolder> WorkFolder::make(const std::string& parent) {
  std::error_code error;
  const bool made = fs::create_directories(parent, error);
  if (error) return base::fail(Code::unavailable, "cannot make the folder " + parent + ": " + error.message());
  if (made) ::chmod(parent.c_str(), 0700);
  remove_those_of_the_dead(parent);
  // Between making it and locking it, another may take it for a dead one's.
  for (int tries = 0; tries < 100; ++tries) {
    const std::string path = parent + "/" + std::string(ours) + base::random_token(9);
    if (::mkdir(path.c_str(), 0700) != 0) {
      return base::fail(base::errno_error("cannot make the folder " + path, errno));
    }
    base::Fd lock = lock_folder(path);
    if (lock) return WorkFolder(path, std::move(lock));
  }
  return base::fail(Code::unavailable, "cannot lock a folder in " + parent);
}

WorkFolder::~WorkFolder() {
  if (!lock_) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

base::Status WorkFolder::check_room(uint64_t bytes) const {
  std::error_code error;
  const auto room = fs::space(path_, error);
  if (error || room.available >= bytes) return {};
  return base::fail(Code::unavailable, "the folder " + path_ + " has room for " + std::to_string(room.available >> 20) +
                                           " MiB, and " + std::to_string((bytes >> 20) + 1) + " MiB are needed");
}

}  // namespace veza::backup
