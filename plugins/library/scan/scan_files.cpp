#include "scan/scan_files.h"

#include "scan/paths.h"

namespace veza::library::scan {
namespace {

constexpr std::string_view columns = "path_key, path, size, mtime_ns, inode, state, track_id";

KnownFile read(const Row& row) {
  return {row.text(0),      path_bytes(row.view(1)).value_or(row.text(1)),
          row.integer(2),   row.integer(3),
          row.integer(4),   row.text(5),
          row.maybe_text(6)};
}

// "($first,$first+1,…)": as many as there are values, rounded up so that few statements are prepared; what is over is
// filled with the last value.
template <class Value>
std::string list(Params& params, const std::vector<Value>& values) {
  constexpr size_t step = 50;
  const size_t count = (values.size() + step - 1) / step * step;
  std::string text = "(";
  for (size_t i = 0; i < count; ++i) {
    params.emplace_back(values[std::min(i, values.size() - 1)]);
    text += (i ? ",$" : "$") + std::to_string(params.size());
  }
  return text + ")";
}

// Bytes, not characters: both engines count characters of the text that is kept.
size_t characters(std::string_view text) {
  size_t count = 0;
  for (const unsigned char c : text) count += (c & 0xC0) != 0x80;
  return count;
}

std::string prefix_of(const std::string& folder) { return shown_path(folder == "/" ? folder : folder + "/"); }

}  // namespace

std::map<std::string, KnownFile> ScanFiles::find(const Db& db, const std::vector<FileFacts>& files) {
  std::map<std::string, KnownFile> known;
  if (files.empty()) return known;
  std::vector<std::string> keys;
  for (const auto& file : files) keys.push_back(path_key(file.path));
  Params params;
  const auto in = list(params, keys);
  db.query("SELECT " + std::string(columns) + " FROM library_scan_files WHERE path_key IN " + in, params,
           [&](const Row& row) { known.emplace(row.text(0), read(row)); });
  return known;
}

std::vector<KnownFile> ScanFiles::with_inodes(const Db& db, const std::vector<FileFacts>& files) {
  std::vector<KnownFile> known;
  if (files.empty()) return known;
  std::vector<int64_t> inodes;
  for (const auto& file : files) inodes.push_back(file.inode);
  Params params;
  const auto in = list(params, inodes);
  db.query("SELECT " + std::string(columns) +
               " FROM library_scan_files WHERE state IN ('track', 'missing') AND inode IN " + in,
           params, [&](const Row& row) { known.push_back(read(row)); });
  return known;
}

std::vector<KnownFile> ScanFiles::unseen(const Db& db, const std::string& run, const std::string& folder,
                                         bool recursive, bool missing, const std::string& after, int64_t limit) {
  std::vector<KnownFile> known;
  const std::string prefix = prefix_of(folder);
  const auto length = static_cast<int64_t>(characters(prefix));
  db.query(
      "SELECT " + std::string(columns) +
          " FROM library_scan_files WHERE path_key > $1 AND seen_in <> $2 AND substr(path, 1, CAST($3 AS INTEGER)) = $4"
          " AND ($5 = 1 OR state <> 'missing')"
          " AND ($6 = 1 OR substr(path, CAST($7 AS INTEGER)) NOT LIKE '%/%') ORDER BY path_key LIMIT $8",
      {after, run, length, prefix, missing, recursive, length + 1, limit},
      [&](const Row& row) { known.push_back(read(row)); });
  return known;
}

bool ScanFiles::any_below(const Db& db, const std::string& folder) {
  bool any = false;
  const std::string prefix = prefix_of(folder);
  db.query(
      "SELECT 1 FROM library_scan_files WHERE state = 'track' AND substr(path, 1, CAST($1 AS INTEGER)) = $2 LIMIT 1",
      {static_cast<int64_t>(characters(prefix)), prefix}, [&](const Row&) { any = true; });
  return any;
}

void ScanFiles::seen(const Tx& tx, const std::string& run, const std::vector<std::string>& path_keys) {
  if (path_keys.empty()) return;
  Params params{run};
  const auto in = list(params, path_keys);
  tx.execute("UPDATE library_scan_files SET seen_in = $1 WHERE path_key IN " + in, params);
}

void ScanFiles::put(const Tx& tx, const FileFacts& file, std::string_view state,
                    const std::optional<std::string>& track_id, const std::optional<std::string>& problem,
                    const std::string& run) {
  tx.execute(
      "INSERT INTO library_scan_files (path_key, path, size, mtime_ns, inode, state, track_id, problem, seen_in) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (path_key) DO UPDATE SET size = excluded.size, "
      "mtime_ns = excluded.mtime_ns, inode = excluded.inode, state = excluded.state, track_id = excluded.track_id, "
      "problem = excluded.problem, seen_in = excluded.seen_in",
      {path_key(file.path), shown_path(file.path), file.size, file.mtime_ns, file.inode, state, track_id, problem,
       run});
}

void ScanFiles::set_missing(const Tx& tx, std::string_view path_key) {
  tx.execute("UPDATE library_scan_files SET state = 'missing' WHERE path_key = $1", {path_key});
}

void ScanFiles::remove(const Tx& tx, std::string_view path_key) {
  tx.execute("DELETE FROM library_scan_files WHERE path_key = $1", {path_key});
}

}  // namespace veza::library::scan
