// Brings the files of a folder into the library, and the library up to date with the folder.
//
// A file is known by its path; one with the size and time it had is passed over. What is new, or changed, is read by
// veza-tags and written in batches, each one transaction: a scan that is killed goes on where it was, and nothing is
// there twice. The file stays where it is; the track's original is a link to it (Blobs::link).
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "rules/visibility.h"
#include "scan/scan_lock.h"
#include "scan/walk.h"
#include "services.h"

namespace veza::library::scan {

struct ScanOptions {
  std::string folder;  // absolute, no link in it
  bool recursive = true;
  std::string owner_id;
  Visibility visibility = Visibility::closed;
  bool dry_run = false;
  bool noted = true;            // a row in library_scans and an entry in the audit log
  bool prune = false;           // tracks of files that are gone are removed
  bool empty_is_meant = false;  // a folder without any music is no disk that is not there
  std::string request_id = {};
};

struct ScanCounts {
  int64_t added = 0, updated = 0, moved = 0, unchanged = 0;
  int64_t returned = 0;  // were missing, and are there again
  int64_t refused = 0;   // are no music, or cannot be read
  int64_t missing = 0;   // are gone since the last scan
  int64_t removed = 0;   // their tracks were removed
};

struct ScanReport {
  std::string id;
  std::string state = "running";  // "running" | "done" | "interrupted" | "failed"
  std::string problem;            // failed: a sentence
  ScanCounts counts;
  WalkTotals totals;
  std::vector<WalkProblem> problems;  // the first hundred; paths as shown_path writes them
  int64_t problem_count = 0;
};

Json to_json(const ScanReport& report);

struct ScanWatcher {
  std::function<bool()> stopped = [] { return false; };
  std::function<void(uint64_t done, uint64_t total, const std::string& path)> progress = [](auto, auto, const auto&) {};
};

// Throws Error when the database or the program that reads tags fails; the scan's row says so too. The lock is held by
// the caller. [worker]
ScanReport scan_folder(const Services& services, const ScanLock& lock, const ScanOptions& options,
                       const ScanWatcher& watcher);

// Where links to files may lead: the setting import_folders, every link in them followed; those that are not there are
// left out.
std::vector<std::string> import_folders(const Services& services);

// `folder` as a scan takes it. Throws Error(VEZA_E_INVALID or VEZA_E_NOT_FOUND) with a sentence for what is no folder,
// or in none of import_folders.
std::string folder_to_scan(const Services& services, const std::string& folder);

}  // namespace veza::library::scan
