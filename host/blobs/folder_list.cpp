#include "blobs/folder_list.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "blobs/key.h"
#include "blobs/linked_file.h"

namespace veza::blobs {
namespace {

namespace fs = std::filesystem;

bool is_gone(std::error_code code) {
  return code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory;
}

int64_t modified_ms(const struct stat& info) {
  return static_cast<int64_t>(info.st_mtim.tv_sec) * 1000 + info.st_mtim.tv_nsec / 1'000'000;
}

// One folder at a time: recursive_directory_iterator ends, the rest unseen, when it comes to a folder that was just
// removed.
std::error_code add(const std::string& folder, const std::string& prefix, std::vector<BlobInfo>& found) {
  std::error_code error;
  std::vector<std::string> folders;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    struct stat info {};
    if (!check_key(prefix + name) || ::lstat(entry->path().c_str(), &info) != 0) continue;
    if (S_ISDIR(info.st_mode)) folders.push_back(name);
    // A link whose file is gone is a missing blob.
    if (S_ISLNK(info.st_mode)) {
      const auto target = link_target(entry->path().string());
      const auto file = target ? open_linked(*target) : base::fail(base::Code::not_found, "");
      if (!file || ::fstat(file->get(), &info) != 0) continue;
    }
    if (S_ISREG(info.st_mode)) {
      found.push_back({prefix + name, static_cast<uint64_t>(info.st_size), modified_ms(info)});
    }
  }
  if (error) return is_gone(error) ? std::error_code() : error;
  for (const auto& name : folders) {
    if (const auto fault = add(folder + "/" + name, prefix + name + "/", found)) return fault;
  }
  return {};
}

}  // namespace

base::Result<std::vector<BlobInfo>> list_folder(const std::string& folder, const std::string& prefix) {
  std::vector<BlobInfo> found;
  if (const auto error = add(folder, prefix, found)) {
    return base::fail(base::Code::unavailable, "cannot list the blobs in " + folder + ": " + error.message());
  }
  std::sort(found.begin(), found.end(), [](const BlobInfo& a, const BlobInfo& b) { return a.key < b.key; });
  return found;
}

}  // namespace veza::blobs
