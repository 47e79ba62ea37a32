#include "app/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/id.h"
#include "base/text.h"

namespace veza::app {

namespace fs = std::filesystem;

base::Result<DataDir> open_data_dir(const std::string& root) {
  std::error_code error;
  const fs::path absolute = fs::absolute(root, error).lexically_normal();
  DataDir dir{absolute.string()};
  while (dir.root.size() > 1 && dir.root.back() == '/') dir.root.pop_back();
  for (const auto& folder : {dir.root, dir.blobs(), dir.spool(), dir.plugins(), dir.scratch()}) {
    const bool existed = fs::exists(folder, error);
    fs::create_directories(folder, error);
    if (error || ::access(folder.c_str(), W_OK | X_OK) != 0) {
      return base::fail(base::Code::invalid, "data.dir: the folder " + folder + " cannot be " +
                                                 (error ? "made: " + error.message() : std::string("written")) +
                                                 ". Choose another with --data DIR, or change its owner.");
    }
    if (!existed) ::chmod(folder.c_str(), 0750);
  }
  return dir;
}

base::Result<base::Fd> lock_data_dir(const DataDir& dir) {
  const std::string path = dir.root + "/lock";
  base::Fd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!lock) return base::fail(base::errno_error("cannot open " + path, errno));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return base::fail(base::Code::conflict, "the data folder " + dir.root +
                                                " is in use by another Veza server. Stop it, "
                                                "or choose another folder with --data DIR.");
  }
  return lock;
}

base::Result<std::string> node_id(const DataDir& dir) {
  const std::string path = dir.root + "/node";
  if (const auto text = base::read_file(path, 1024)) {
    const std::string id(base::trim(*text));
    if (base::is_id(id)) return id;
  }
  const std::string id = base::new_id();
  if (auto written = base::write_file(path, id + "\n", 0640); !written)
    return base::fail_while("writing this host's id to " + path, written.error());
  return id;
}

base::Status note_address(const base::Fd& lock, const std::string& url) {
  if (::ftruncate(lock.get(), 0) == 0 &&
      ::pwrite(lock.get(), url.data(), url.size(), 0) == static_cast<ssize_t>(url.size()))
    return {};
  return base::fail(base::errno_error("cannot write the server's address to its lock file", errno));
}

std::optional<std::string> running_server(const DataDir& dir) {
  const auto lock = lock_data_dir(dir);
  if (lock || lock.error().code != base::Code::conflict) return std::nullopt;
  return base::read_file(dir.root + "/lock", 1024).value_or("");
}

void empty_work_folders(const DataDir& dir) {
  for (const auto& folder : {dir.spool(), dir.scratch()}) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace veza::app
