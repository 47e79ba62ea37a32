// A folder for the time of one backup, check or restore: what is put together there goes to its place, or away.
#pragma once
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace veza::backup {

// Gone with this object. One of a process that was killed is removed when the next is made beside it.
class WorkFolder {
 public:
  // A new folder (0700) in `parent`, which is made when missing. What else is in there is left alone.
  static base::Result<WorkFolder> make(const std::string& parent);
  WorkFolder(WorkFolder&&) = default;
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder();

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  // Error (unavailable): the filesystem has less room than `bytes`.
  base::Status check_room(uint64_t bytes) const;

 private:
  WorkFolder(std::string path, base::Fd lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  base::Fd lock_;  // the folder itself, locked: its maker lives
};

}  // namespace veza::backup
