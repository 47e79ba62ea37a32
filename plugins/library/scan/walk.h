// The files of a folder, one after the other, whatever stands in it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace veza::library::scan {

struct FileFacts {
  std::string path;  // bytes as the file system has them
  int64_t size = 0, mtime_ns = 0, inode = 0;
};

struct WalkProblem {
  std::string path;
  std::string problem;  // reads on after "it": "cannot be read: Permission denied"
};

struct WalkTotals {
  uint64_t files = 0;   // of music
  uint64_t others = 0;  // of something else, hidden ones too
  uint64_t folders = 0;
  uint64_t links = 0;  // symbolic links, which are not followed: a loop, or another disk, is named in a setting
};

// Goes through `folder` and those in it, names in order, for files whose names are those of music. Nothing is followed
// that is a symbolic link. What cannot be read, or is neither file nor folder, is told and left out. Holds the names of
// one folder at a time, and of the folders still to be seen. `on_file` returning false ends it.
class Walk {
 public:
  std::function<bool(const FileFacts&)> on_file;
  std::function<void(const WalkProblem&)> on_problem;
  // A folder that was read to its end.
  std::function<void(const std::string& path)> on_folder;
  bool recursive = true;
  // False: only counts, and asks the file system for no more than names.
  bool with_facts = true;

  // False when it was ended.
  bool run(const std::string& folder);
  const WalkTotals& totals() const { return totals_; }

 private:
  bool read_folder(const std::string& folder, std::vector<std::string>& to_see);
  bool take(const std::string& path);
  void tell(const std::string& path, const std::string& problem) const;
  WalkTotals totals_;
};

}  // namespace veza::library::scan
