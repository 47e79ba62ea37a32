#include "scan/walk.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "scan/paths.h"

namespace veza::library::scan {
namespace {

namespace fs = std::filesystem;

int64_t nanoseconds(const timespec& time) { return static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec; }

}  // namespace

void Walk::tell(const std::string& path, const std::string& problem) const {
  if (on_problem) on_problem({path, problem});
}

bool Walk::run(const std::string& folder) {
  std::vector<std::string> to_see{folder};
  while (!to_see.empty()) {
    const std::string next = std::move(to_see.back());
    to_see.pop_back();
    if (!read_folder(next, to_see)) return false;
  }
  return true;
}

bool Walk::read_folder(const std::string& folder, std::vector<std::string>& to_see) {
  struct Entry {
    std::string name;
    fs::file_type type;
  };
  std::vector<Entry> entries;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code unknown;
    // From the folder itself where the file system keeps it there; of a link, not of what it leads to.
    entries.push_back({at->path().filename().string(), at->symlink_status(unknown).type()});
  }
  if (error) tell(folder, "cannot be read: " + error.message());
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  ++totals_.folders;
  std::vector<std::string> inside;
  const std::string prefix = folder == "/" ? folder : folder + "/";
  for (const auto& [name, type] : entries) {
    if (type == fs::file_type::symlink) {
      ++totals_.links;
    } else if (type == fs::file_type::directory) {
      if (recursive && name.front() != '.') inside.push_back(prefix + name);
    } else if (!is_music_name(name)) {
      ++totals_.others;
    } else if (type != fs::file_type::regular) {
      tell(prefix + name, "is no file");
    } else if (!take(prefix + name)) {
      return false;
    }
  }
  if (!error && on_folder) on_folder(folder);
  to_see.insert(to_see.end(), inside.rbegin(), inside.rend());
  return true;
}

bool Walk::take(const std::string& path) {
  ++totals_.files;
  FileFacts facts{path};
  if (with_facts) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
      // Gone since its name was read: the next scan does not meet it.
      if (errno != ENOENT) tell(path, std::string("cannot be looked at: ") + std::strerror(errno));
      return true;
    }
    facts.size = info.st_size;
    facts.mtime_ns = nanoseconds(info.st_mtim);
    facts.inode = static_cast<int64_t>(info.st_ino);
  }
  return !on_file || on_file(facts);
}

}  // namespace veza::library::scan
