#include "plugins/command_scratch.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/id.h"

namespace veza::plugins {
namespace {

namespace fs = std::filesystem;

base::Fd lock_folder(const std::string& path) {
  base::Fd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder && ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) return {};
  return folder;
}

}  // namespace

base::Result<CommandScratch> CommandScratch::make(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return base::fail(base::errno_error("cannot make the folder " + folder, error.value()));
  // One that is made at this moment has no lock yet: only what is older than its making is left over.
  const auto old = fs::file_time_type::clock::now() - std::chrono::minutes(1);
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code ignored;
    if (!entry->path().filename().string().starts_with("command-") || entry->last_write_time(ignored) > old) continue;
    if (const auto lock = lock_folder(entry->path().string())) fs::remove_all(entry->path(), ignored);
  }
  const std::string path = folder + "/command-" + base::new_id();
  if (::mkdir(path.c_str(), 0750) != 0) return base::fail(base::errno_error("cannot make the folder " + path, errno));
  auto lock = lock_folder(path);
  if (!lock) return base::fail(base::errno_error("cannot lock the folder " + path, errno));
  return CommandScratch(path, std::move(lock));
}

CommandScratch::CommandScratch(CommandScratch&& other) noexcept
    : path_(std::exchange(other.path_, std::string())), lock_(std::move(other.lock_)) {}

CommandScratch::~CommandScratch() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace veza::plugins
