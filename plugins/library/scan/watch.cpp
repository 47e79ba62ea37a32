#include "scan/watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "scan/commands.h"
#include "scan/paths.h"

namespace veza::library::scan {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr auto quiet = seconds(2);  // since the last event: files come in bursts
constexpr auto after_trouble = seconds(30);
// How often everything is looked through where the kernel cannot tell of all.
constexpr auto without_watches = std::chrono::hours(1);
constexpr uint32_t events =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;

bool is_there(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

}  // namespace

void DirtyFolders::add(const std::string& folder, bool recursive) {
  for (const auto& [other, all] : folders_) {
    if (all && is_below(folder, other)) return;
  }
  if (recursive) {
    std::erase_if(folders_, [&](const auto& entry) { return is_below(entry.first, folder); });
  }
  auto& all = folders_[folder];
  all = all || recursive;
}

std::vector<std::pair<std::string, bool>> DirtyFolders::take() {
  std::vector<std::pair<std::string, bool>> all(folders_.begin(), folders_.end());
  folders_.clear();
  std::stable_partition(all.begin(), all.end(), [](const auto& entry) { return is_there(entry.first); });
  return all;
}

FolderWatch::FolderWatch(const Services& services, std::vector<std::string> folders, std::string owner,
                         Visibility visibility)
    : services_(services),
      folders_(std::move(folders)),
      owner_(std::move(owner)),
      visibility_(visibility),
      inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  if (inotify_ < 0) {
    all_watched_ = false;
    services_.log.warn("the import folders cannot be watched; they are looked through once an hour",
                       {{"problem", std::strerror(errno)}, {"setting", "fs.inotify.max_user_instances"}});
  }
  thread_ = std::thread([this] { run(); });
}

FolderWatch::~FolderWatch() {
  stopping_ = true;
  const uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_, &one, sizeof one);
  thread_.join();
  for (const int fd : {inotify_, stop_}) {
    if (fd >= 0) ::close(fd);
  }
}

// The watch first, then what is inside: a folder that is made in between is met by one of the two.
void FolderWatch::watch_below(const std::string& folder) {
  std::vector<std::string> to_see{folder};
  while (!to_see.empty() && inotify_ >= 0 && !stopping_) {
    const std::string at = std::move(to_see.back());
    to_see.pop_back();
    const int watch = ::inotify_add_watch(inotify_, at.c_str(), events);
    if (watch < 0) {
      if (errno == ENOSPC && std::exchange(all_watched_, false)) {
        services_.log.warn(
            "not all import folders can be watched, so they are looked through once an hour; raise the limit with "
            "`sysctl fs.inotify.max_user_watches=N`",
            {{"watched", watched_.size()}, {"folder", shown_path(at)}});
      }
      if (errno == ENOSPC) return;
      continue;
    }
    watched_[watch] = at;
    std::error_code error;
    for (fs::directory_iterator entry(at, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
      std::error_code unknown;
      const auto name = entry->path().filename().string();
      if (name.front() != '.' && entry->symlink_status(unknown).type() == fs::file_type::directory)
        to_see.push_back((at == "/" ? at : at + "/") + name);
    }
  }
}

void FolderWatch::heard(int watch, uint32_t mask, const std::string& name) {
  if (mask & IN_Q_OVERFLOW) {
    for (const auto& folder : folders_) {
      watch_below(folder);
      dirty_.add(folder, true);
    }
    return;
  }
  const auto at = watched_.find(watch);
  if (at == watched_.end()) return;
  if (mask & IN_IGNORED) {
    watched_.erase(at);
    return;
  }
  if (name.empty() || name.front() == '.') return;
  const std::string path = (at->second == "/" ? at->second : at->second + "/") + name;
  if (!(mask & IN_ISDIR)) {
    // A file is new when it was closed.
    if ((mask & ~uint32_t{IN_CREATE}) && is_music_name(name)) dirty_.add(at->second, false);
    return;
  }
  if (mask & IN_MOVED_FROM) {
    // Its watches go on under names that are not its own any more.
    for (auto each = watched_.begin(); each != watched_.end();) {
      if (is_below(each->second, path)) {
        ::inotify_rm_watch(inotify_, each->first);
        each = watched_.erase(each);
      } else {
        ++each;
      }
    }
  }
  if (mask & (IN_CREATE | IN_MOVED_TO)) watch_below(path);
  dirty_.add(path, true);
}

void FolderWatch::read_events() {
  alignas(inotify_event) std::array<char, 64 * 1024> buffer;
  for (;;) {
    const ssize_t size = ::read(inotify_, buffer.data(), buffer.size());
    if (size <= 0) return;
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* name = buffer.data() + at + sizeof event;
      heard(event.wd, event.mask, event.len ? std::string(name, ::strnlen(name, event.len)) : std::string());
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
}

bool FolderWatch::wait(Clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
  std::array<pollfd, 2> fds{{{stop_, POLLIN, 0}, {inotify_, POLLIN, 0}}};
  ::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<int64_t>(left, 0, 3'600'000)));
  if (stopping_) return false;
  if (fds[1].revents != 0) read_events();
  return true;
}

// False when it has to be tried again.
bool FolderWatch::scan(const std::string& folder, bool recursive) {
  try {
    const auto lock = ScanLock::take(services_);
    if (!lock) return false;
    ScanOptions options;
    options.folder = folder;
    options.recursive = recursive;
    options.owner_id = owner_named(services_, owner_);
    options.visibility = visibility_;
    const bool is_root = std::find(folders_.begin(), folders_.end(), folder) != folders_.end();
    options.empty_is_meant = !is_root;
    options.noted = is_root && recursive;
    ScanWatcher watcher;
    watcher.stopped = [this] { return stopping_.load(); };
    const auto report = scan_folder(services_, *lock, options, watcher);
    if (report.state == "failed") services_.log.warn("an import folder was not scanned", {{"problem", report.problem}});
    const auto& counts = report.counts;
    if (counts.added + counts.updated + counts.moved + counts.returned + counts.missing > 0)
      services_.log.info("an import folder was scanned",
                         {{"folder", shown_path(folder)}, {"counts", to_json(report)["counts"]}});
    return true;
  } catch (const std::exception& error) {
    if (!stopping_)
      services_.log.warn("an import folder cannot be scanned now",
                         {{"folder", shown_path(folder)}, {"problem", error.what()}});
    return false;
  }
}

void FolderWatch::run() {
  for (const auto& folder : folders_) {
    watch_below(folder);
    dirty_.add(folder, true);
  }
  auto due = Clock::now();
  auto next_full = Clock::now() + without_watches;
  while (!stopping_) {
    if (!dirty_.empty() && Clock::now() >= due) {
      bool trouble = false;
      for (const auto& [folder, recursive] : dirty_.take()) {
        if (stopping_) return;
        if (scan(folder, recursive)) continue;
        dirty_.add(folder, recursive);
        trouble = true;
      }
      due = Clock::now() + (trouble ? after_trouble : seconds(0));
    }
    const bool waiting = !dirty_.empty();
    if (!wait(waiting ? due : next_full)) return;
    if (!waiting && !dirty_.empty()) due = Clock::now() + quiet;
    if (Clock::now() >= next_full) {
      next_full = Clock::now() + without_watches;
      if (all_watched_) continue;
      for (const auto& folder : folders_) dirty_.add(folder, true);
    }
  }
}

std::unique_ptr<FolderWatch> watch_import_folders(const Services& services) {
  if (services.cli.in_command() || !services.config.get<bool>("import_watch")) return nullptr;
  const auto owner = services.config.get<std::string>("import_owner");
  auto folders = import_folders(services);
  if (folders.empty() || owner.empty()) {
    services.log.warn("import_watch needs import_folders that are there, and import_owner; nothing is watched");
    return nullptr;
  }
  const auto visibility = visibility_named(services.config.get<std::string>("import_visibility"));
  return std::make_unique<FolderWatch>(services, std::move(folders), owner, visibility.value_or(Visibility::closed));
}

}  // namespace veza::library::scan
