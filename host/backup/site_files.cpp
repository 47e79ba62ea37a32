#include "backup/site_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace veza::backup {
namespace {

namespace fs = std::filesystem;
using base::Code;

constexpr size_t largest = 256U << 20;

base::Status collect_one(const std::string& name, const std::string& path, Pool& pool, std::vector<FileEntry>& found) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
  const auto bytes = base::read_file(path, largest);
  if (!bytes && bytes.error().code == Code::not_found) return {};
  if (!bytes) return base::fail(bytes.error());
  const auto digest = pool.add_bytes(*bytes);
  if (!digest) return base::fail_while("storing the file " + path, digest.error());
  found.push_back({name, bytes->size(), *digest, static_cast<unsigned>(info.st_mode) & 0777U});
  return {};
}

base::Status collect_folder(const FileSource& source, Pool& pool, std::vector<FileEntry>& found) {
  std::error_code error;
  fs::recursive_directory_iterator entry(source.path, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (std::find(source.without.begin(), source.without.end(), name) != source.without.end()) {
      entry.disable_recursion_pending();
      continue;
    }
    const std::string below = entry->path().string().substr(source.path.size() + 1);
    if (auto done = collect_one(source.name + "/" + below, entry->path().string(), pool, found); !done) return done;
  }
  if (error) return base::fail(Code::unavailable, "cannot list the folder " + source.path + ": " + error.message());
  return {};
}

base::Result<std::string> read_all(const Repository& repository, const Digest& digest) {
  const auto reader = repository.read(digest);
  if (!reader) return base::fail(reader.error());
  std::string bytes;
  std::string buffer(256U << 10, '\0');
  for (;;) {
    const auto count = (*reader)(buffer.data(), buffer.size());
    if (!count) return base::fail(count.error());
    if (*count == 0) return bytes;
    bytes.append(buffer, 0, *count);
  }
}

}  // namespace

base::Result<std::vector<FileEntry>> collect_files(const std::vector<FileSource>& sources, Pool& pool) {
  std::vector<FileEntry> found;
  for (const auto& source : sources) {
    std::error_code ignored;
    const bool folder = fs::is_directory(source.path, ignored);
    auto done = folder ? collect_folder(source, pool, found) : collect_one(source.name, source.path, pool, found);
    if (!done) return base::fail(done.error());
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}

base::Result<std::vector<std::string>> restore_files(const Repository& repository, const Manifest& manifest,
                                                     const std::vector<std::string>& prefixes,
                                                     const std::string& folder) {
  std::vector<std::string> damaged;
  for (const auto& file : manifest.files) {
    if (std::none_of(prefixes.begin(), prefixes.end(), [&](const auto& p) { return file.path.starts_with(p); }))
      continue;
    const std::string path = folder + "/" + file.path;
    const auto bytes = read_all(repository, file.sha256);
    if (!bytes && is_damage(bytes.error())) {
      damaged.push_back(file.path);
      continue;
    }
    if (!bytes) return base::fail_while("restoring " + file.path, bytes.error());
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    if (error) return base::fail(Code::unavailable, "cannot make the folder of " + path + ": " + error.message());
    if (auto written = base::write_file(path, *bytes, file.mode); !written) return base::fail(written.error());
  }
  return damaged;
}

}  // namespace veza::backup
