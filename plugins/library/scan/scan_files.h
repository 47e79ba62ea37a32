// The table library_scan_files.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "scan/walk.h"

namespace veza::library::scan {

struct KnownFile {
  std::string path_key;
  std::string path;  // bytes
  int64_t size = 0, mtime_ns = 0, inode = 0;
  std::string state;  // "new" | "track" | "refused" | "missing"
  std::optional<std::string> track_id;

  // What a file that nobody touched keeps. Its folder may have been moved, its disk mounted anew.
  bool is_same(const FileFacts& now) const { return size == now.size && mtime_ns == now.mtime_ns; }
};

// Reads: [worker]. The functions that take a Tx: inside its transaction.
struct ScanFiles {
  // Those of `files` that are known, by path_key.
  static std::map<std::string, KnownFile> find(const Db& db, const std::vector<FileFacts>& files);
  // Tracks' files with one of these inodes, wherever they were.
  static std::vector<KnownFile> with_inodes(const Db& db, const std::vector<FileFacts>& files);
  // Up to `limit` that the scan `run` did not see, in or below `folder` (bytes), or in it only; behind `after` (a
  // path_key). Those that are missing already only where `missing` says so.
  static std::vector<KnownFile> unseen(const Db& db, const std::string& run, const std::string& folder, bool recursive,
                                       bool missing, const std::string& after, int64_t limit);
  static bool any_below(const Db& db, const std::string& folder);

  static void seen(const Tx& tx, const std::string& run, const std::vector<std::string>& path_keys);
  // The file's row, whatever it was before.
  static void put(const Tx& tx, const FileFacts& file, std::string_view state,
                  const std::optional<std::string>& track_id, const std::optional<std::string>& problem,
                  const std::string& run);
  static void set_missing(const Tx& tx, std::string_view path_key);
  static void remove(const Tx& tx, std::string_view path_key);
};

}  // namespace veza::library::scan
