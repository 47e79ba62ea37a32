// Keeps the library up to date with the import folders while the server runs (inotify(7)).
//
// Every folder is scanned once at the start, then those in which something happened, when it has been quiet there for
// two seconds. Several hosts may watch the same folders: scans take turns (ScanLock), and the second finds nothing to
// do.
#pragma once
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "scan/scanner.h"

namespace veza::library::scan {

// What has to be looked through, by path: true with all that is below. A folder below one of those is not named.
class DirtyFolders {
 public:
  void add(const std::string& folder, bool recursive);
  bool empty() const { return folders_.empty(); }
  // All of them, those that are there first: a file that was moved is met at its new place before it is missed at the
  // old one.
  std::vector<std::pair<std::string, bool>> take();

 private:
  std::map<std::string, bool> folders_;
};

class FolderWatch {
 public:
  FolderWatch(const Services& services, std::vector<std::string> folders, std::string owner, Visibility visibility);
  ~FolderWatch();  // stops it
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

 private:
  void run();
  void watch_below(const std::string& folder);
  void read_events();
  void heard(int watch, uint32_t mask, const std::string& name);
  bool scan(const std::string& folder, bool recursive);
  // Waits for events, at most until `until`; false when it is to stop.
  bool wait(std::chrono::steady_clock::time_point until);

  const Services& services_;
  const std::vector<std::string> folders_;
  const std::string owner_;
  const Visibility visibility_;
  int inotify_ = -1, stop_ = -1;
  std::atomic<bool> stopping_{false};
  bool all_watched_ = true;
  std::map<int, std::string> watched_;
  DirtyFolders dirty_;
  std::thread thread_;
};

// Starts it where the settings want it; null otherwise. [control]
std::unique_ptr<FolderWatch> watch_import_folders(const Services& services);

}  // namespace veza::library::scan
