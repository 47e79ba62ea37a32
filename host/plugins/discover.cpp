#include "plugins/discover.h"

#include <algorithm>
#include <filesystem>

namespace veza::plugins {
namespace fs = std::filesystem;

base::Result<std::vector<Found>> discover(const std::string& folder) {
  std::vector<Found> found;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) return base::fail(base::errno_error("cannot read the plugin folder " + folder, error.value()));
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (error) return base::fail(base::errno_error("cannot read the plugin folder " + folder, error.value()));
    std::error_code ignored;
    if (!fs::exists(entries->path() / "plugin.json", ignored)) continue;
    const auto path = fs::absolute(entries->path(), ignored).lexically_normal();
    auto manifest = read_manifest(path.string());
    std::string id = manifest ? manifest->id : path.filename().string();
    found.push_back({std::move(id), path.string(), std::move(manifest)});
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.id < b.id; });
  return found;
}

}  // namespace veza::plugins
