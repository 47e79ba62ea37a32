#include "blobs/folder_list.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "blobs/key.h"

namespace veza::blobs {

namespace fs = std::filesystem;

base::Result<std::vector<BlobInfo>> list_folder(const std::string& folder, const std::string& prefix) {
  std::vector<BlobInfo> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  const auto gone = [](std::error_code code) {
    return code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory;
  };
  while (!error && entry != fs::recursive_directory_iterator()) {
    const std::string path = entry->path().string();
    const std::string key = prefix + path.substr(folder.size() + 1);
    struct stat info {};
    if (!check_key(key)) {
      entry.disable_recursion_pending();
    } else if (::lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
      found.push_back({key, static_cast<uint64_t>(info.st_size),
                       static_cast<int64_t>(info.st_mtim.tv_sec) * 1000 + info.st_mtim.tv_nsec / 1'000'000});
    }
    entry.increment(error);
    if (gone(error)) error.clear();
  }
  if (error && !gone(error)) {
    return base::fail(base::Code::unavailable, "cannot list the blobs in " + folder + ": " + error.message());
  }
  std::sort(found.begin(), found.end(), [](const BlobInfo& a, const BlobInfo& b) { return a.key < b.key; });
  return found;
}

}  // namespace veza::blobs
