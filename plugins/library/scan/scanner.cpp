#include "scan/scanner.h"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <future>
#include <optional>
#include <set>

#include <veza/id.hpp>

#include "backfill_job.h"
#include "files_job.h"
#include "scan/import.h"
#include "scan/paths.h"
#include "scan/scans.h"
#include "store/events.h"

namespace veza::library::scan {
namespace {

namespace fs = std::filesystem;

// Rows of one transaction: what others write meanwhile waits for no more.
constexpr size_t at_once = 200;
constexpr size_t kept_problems = 100;

bool is_gone(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

class Scanner {
 public:
  Scanner(const Services& services, const ScanLock& lock, const ScanOptions& options, const ScanWatcher& watcher)
      : services_(services), lock_(lock), options_(options), watcher_(watcher) {
    report_.id = new_id();
  }
  ~Scanner() {
    if (reading_.valid()) reading_.wait();
  }

  ScanReport run() {
    begin();
    try {
      scan();
      if (report_.state == "running") report_.state = stopped() ? "interrupted" : "done";
    } catch (const std::exception& error) {
      report_.state = "failed";
      report_.problem = error.what();
      try {
        end();
      } catch (const std::exception&) {
        // The next scan says that this one was interrupted.
      }
      throw;
    }
    end();
    return report_;
  }

 private:
  bool stopped() const { return watcher_.stopped(); }

  void begin() {
    if (options_.dry_run || !options_.noted) return;
    write([&](const Tx& tx) { Scans::begin(tx, report_, shown_path(options_.folder)); });
  }
  void end() {
    if (options_.dry_run || !options_.noted) return;
    write([&](const Tx& tx) {
      Scans::update(tx, report_);
      AuditEntry entry{"library.scan.ended", "scan", report_.id, nullptr, to_json(report_)};
      entry.after.erase("problems");
      entry.after["path"] = shown_path(options_.folder);
      entry.actor_id = options_.owner_id;
      entry.request_id = options_.request_id;
      services_.audit.record(tx, entry);
    });
  }
  void write(const std::function<void(const Tx&)>& body) const {
    services_.db.write([&](const Tx& tx) {
      lock_.renew(tx);
      body(tx);
    });
  }

  void tell(const std::string& path, const std::string& problem) {
    ++report_.problem_count;
    if (report_.problems.size() < kept_problems) report_.problems.push_back({shown_path(path), problem});
  }

  void scan() {
    if (!is_gone(options_.folder)) {
      Walk count;
      count.recursive = options_.recursive;
      count.with_facts = false;
      count.on_file = [&](const FileFacts&) { return !stopped(); };
      count.run(options_.folder);
      total_ = count.totals().files;
      look_through();
    }
    if (stopped() || report_.state != "running") return;
    if (report_.totals.files == 0 && options_.recursive && !options_.empty_is_meant &&
        ScanFiles::any_below(services_.db, options_.folder)) {
      report_.state = "failed";
      report_.problem = "There is no music in " + shown_path(options_.folder) +
                        " any more. Is its disk mounted? Nothing was changed.";
      return;
    }
    settle_unseen();
  }

  void look_through() {
    Walk walk;
    walk.recursive = options_.recursive;
    walk.on_problem = [&](const WalkProblem& problem) {
      unread_.push_back(problem.path);
      tell(problem.path, problem.problem);
    };
    walk.on_file = [&](const FileFacts& file) {
      report_.totals = walk.totals();
      seen_.push_back(file);
      if (seen_.size() >= at_once) compare();
      return !stopped();
    };
    walk.run(options_.folder);
    report_.totals = walk.totals();
    if (!stopped()) compare();
    if (!stopped()) start_reading();
    finish_reading();
  }

  // Which of the files that were met need a look.
  void compare() {
    if (seen_.empty()) return;
    const auto files = std::exchange(seen_, {});
    const auto known = ScanFiles::find(services_.db, files);
    std::vector<std::string> same;
    std::vector<FileFacts> unknown;
    std::vector<std::pair<FileFacts, KnownFile>> returned;
    for (const auto& file : files) {
      const auto at = known.find(path_key(file.path));
      if (at == known.end()) {
        unknown.push_back(file);
      } else if (at->second.state == "missing" && at->second.is_same(file)) {
        returned.emplace_back(file, at->second);
      } else if (at->second.state != "new" && at->second.is_same(file)) {
        same.push_back(at->first);
        at->second.state == "refused" ? ++report_.counts.refused : ++report_.counts.unchanged;
      } else {
        const bool has_track = at->second.state != "new" && at->second.track_id;
        add({file, at->second.track_id.value_or(""), !has_track});
      }
    }
    const auto moved = find_moved(unknown);
    for (auto& file : unknown) add({std::move(file), "", true});
    report_.counts.returned += static_cast<int64_t>(returned.size());
    report_.counts.moved += static_cast<int64_t>(moved.size());
    for (const auto& [file, before] : returned) relink(file, before);
    for (const auto& [file, before] : moved) relink(file, before);
    if (!options_.dry_run && !(same.empty() && returned.empty() && moved.empty())) {
      write([&](const Tx& tx) {
        ScanFiles::seen(tx, report_.id, same);
        for (const auto& [file, before] : returned) come_back(tx, file, before);
        for (const auto& [file, before] : moved) {
          ScanFiles::remove(tx, before.path_key);
          come_back(tx, file, before);
        }
        Scans::update(tx, report_);
      });
    }
    show(files.back().path);
  }

  // Takes those out of `files` that are a known file under another name: the same inode, size and time, and nothing is
  // there under the old name any more.
  std::vector<std::pair<FileFacts, KnownFile>> find_moved(std::vector<FileFacts>& files) const {
    std::vector<std::pair<FileFacts, KnownFile>> moved;
    std::set<std::string> taken;
    const auto candidates = ScanFiles::with_inodes(services_.db, files);
    std::erase_if(files, [&](const FileFacts& file) {
      for (const auto& before : candidates) {
        if (before.inode != file.inode || !before.is_same(file) || !before.track_id || !is_gone(before.path)) continue;
        if (!taken.insert(before.path_key).second) continue;
        moved.emplace_back(file, before);
        return true;
      }
      return false;
    });
    return moved;
  }

  void relink(const FileFacts& file, const KnownFile& before) const {
    if (options_.dry_run || !before.track_id || !services_.tracks.find(*before.track_id)) return;
    services_.blobs.link(original_key(*before.track_id), file.path, Durability::relaxed);
  }

  void come_back(const Tx& tx, const FileFacts& file, const KnownFile& before) const {
    ScanFiles::put(tx, file, "track", before.track_id, std::nullopt, report_.id);
    auto track = before.track_id ? Tracks::hold(tx, *before.track_id) : std::nullopt;
    if (!track) return;
    track->source_path = shown_path(file.path);
    track->updated_at = now_ms();
    Tracks::update(tx, *track);
    if (before.state == "missing") Tracks::set_ready(tx, track->id, {{}, {}, {}, track->loudness});
    services_.events.emit(tx, track_event(updated_event, *track, options_.request_id));
  }

  void add(Import import) {
    if (options_.dry_run) {
      import.is_new ? ++report_.counts.added : ++report_.counts.updated;
      return;
    }
    to_read_.push_back(std::move(import));
    if (to_read_.size() >= at_once) start_reading();
  }

  // One batch is read while the one before is written.
  void start_reading() {
    if (to_read_.empty()) return;
    auto batch = std::exchange(to_read_, {});
    write([&](const Tx& tx) { announce(tx, batch, report_.id); });
    auto before = take_read();
    const std::string scratch = services_.scratch_dir + "/scan-" + new_id();
    reading_ = std::async(std::launch::async, [this, scratch, batch = std::move(batch)]() mutable {
      read_and_link(services_, batch, scratch, watcher_.stopped);
      return std::move(batch);
    });
    write_batch(before);
  }
  std::vector<Import> take_read() { return reading_.valid() ? reading_.get() : std::vector<Import>(); }
  void finish_reading() { write_batch(take_read()); }

  void write_batch(const std::vector<Import>& batch) {
    if (batch.empty()) return;
    ScanCounts counted;
    try {
      write([&](const Tx& tx) {
        counted = {};
        std::string first;  // of what is new
        for (const auto& import : batch) {
          const auto written = write_import(services_, tx, import, options_, report_.id);
          count(counted, written);
          if (written == Written::added && (first.empty() || import.track_id < first)) first = import.track_id;
        }
        if (!first.empty()) backfill_from(services_, tx, first);
        ScanReport now = report_;
        add_up(now.counts, counted);
        Scans::update(tx, now);
      });
      add_up(report_.counts, counted);
    } catch (const Error& error) {
      if (error.status() == VEZA_E_CANCELLED || error.status() == VEZA_E_UNAVAILABLE) throw;
      write_one_by_one(batch);
    }
    for (const auto& import : batch) {
      if (!import.reading.problem.empty()) tell(import.file.path, import.reading.problem);
    }
    show(batch.back().file.path);
  }

  // One of them cannot be written, whatever that is: it costs the others nothing.
  void write_one_by_one(const std::vector<Import>& batch) {
    for (auto import : batch) {
      ScanCounts counted;
      const auto once = [&] {
        write([&](const Tx& tx) {
          counted = {};
          const auto written = write_import(services_, tx, import, options_, report_.id);
          count(counted, written);
          if (written == Written::added) backfill_from(services_, tx, import.track_id);
        });
      };
      try {
        once();
      } catch (const Error& error) {
        if (error.status() == VEZA_E_CANCELLED || error.status() == VEZA_E_UNAVAILABLE) throw;
        import.reading.problem = std::string("cannot be written: ") + error.what();
        tell(import.file.path, import.reading.problem);
        once();
      }
      add_up(report_.counts, counted);
    }
  }

  static void count(ScanCounts& counts, Written written) {
    switch (written) {
      case Written::added:
        ++counts.added;
        return;
      case Written::updated:
        ++counts.updated;
        return;
      case Written::refused:
        ++counts.refused;
        return;
      case Written::left:
        ++counts.unchanged;
        return;
    }
  }
  static void add_up(ScanCounts& sum, const ScanCounts& counted) {
    sum.added += counted.added;
    sum.updated += counted.updated;
    sum.refused += counted.refused;
    sum.unchanged += counted.unchanged;
  }

  void settle_unseen() {
    std::string after;
    for (;;) {
      const auto files =
          ScanFiles::unseen(services_.db, report_.id, options_.folder, options_.recursive || is_gone(options_.folder),
                            options_.prune, after, static_cast<int64_t>(at_once));
      if (files.empty() || stopped()) return;
      after = files.back().path_key;
      std::vector<KnownFile> gone;
      for (const auto& file : files) {
        const bool hidden = std::any_of(unread_.begin(), unread_.end(),
                                        [&](const auto& folder) { return is_below(file.path, folder); });
        // What is there but was not met, a folder being renamed at this moment, is met by the next scan.
        if (!hidden && is_gone(file.path)) gone.push_back(file);
      }
      settle(gone);
    }
  }

  void settle(const std::vector<KnownFile>& gone) {
    if (gone.empty()) return;
    int64_t lost = 0;
    if (options_.dry_run) {
      for (const auto& file : gone) lost += file.state != "new" && file.track_id ? 1 : 0;
    } else {
      write([&](const Tx& tx) {
        lost = 0;
        for (const auto& file : gone) lost += lose(tx, file) ? 1 : 0;
      });
    }
    (options_.prune ? report_.counts.removed : report_.counts.missing) += lost;
  }

  // True when there was a track of it.
  bool lose(const Tx& tx, const KnownFile& file) const {
    const auto track = file.track_id ? Tracks::hold(tx, *file.track_id) : std::nullopt;
    if (track && !options_.prune) {
      ScanFiles::set_missing(tx, file.path_key);
      Tracks::set_failed(tx, track->id, "Its file is not in the folder any more that it was imported from.");
      services_.events.emit(tx, track_event(updated_event, *track, options_.request_id));
      return true;
    }
    ScanFiles::remove(tx, file.path_key);
    if (track) {
      Tracks::remove(tx, track->id);
      services_.jobs.cancel(tx, transcode_job_key(track->id));
      services_.events.emit(tx, track_event(deleted_event, *track, options_.request_id));
    }
    // Also of a track that was never made.
    if (file.track_id) services_.jobs.enqueue(tx, remove_files_job(*file.track_id, 0, options_.request_id));
    return track.has_value();
  }

  void show(const std::string& path) const { watcher_.progress(report_.totals.files, total_, shown_path(path)); }

  const Services& services_;
  const ScanLock& lock_;
  const ScanOptions& options_;
  const ScanWatcher& watcher_;
  ScanReport report_;
  uint64_t total_ = 0;
  std::vector<FileFacts> seen_;
  std::vector<std::string> unread_;
  std::vector<Import> to_read_;
  std::future<std::vector<Import>> reading_;
};

}  // namespace

Json to_json(const ScanReport& report) {
  Json problems = Json::array();
  for (const auto& [path, problem] : report.problems) problems.push_back({{"path", path}, {"problem", problem}});
  const auto& counts = report.counts;
  return {{"id", report.id},
          {"state", report.state},
          {"problem", report.problem.empty() ? Json() : Json(report.problem)},
          {"counts",
           {{"files", report.totals.files},
            {"folders", report.totals.folders},
            {"links", report.totals.links},
            {"added", counts.added},
            {"updated", counts.updated},
            {"moved", counts.moved},
            {"unchanged", counts.unchanged},
            {"returned", counts.returned},
            {"refused", counts.refused},
            {"missing", counts.missing},
            {"removed", counts.removed},
            {"problems", report.problem_count}}},
          {"problems", std::move(problems)}};
}

ScanReport scan_folder(const Services& services, const ScanLock& lock, const ScanOptions& options,
                       const ScanWatcher& watcher) {
  return Scanner(services, lock, options, watcher).run();
}

std::vector<std::string> import_folders(const Services& services) {
  std::vector<std::string> folders;
  for (const auto& folder : services.config.get<std::vector<std::string>>("import_folders")) {
    std::error_code error;
    const auto real = fs::path(folder).is_absolute() ? fs::canonical(folder, error) : fs::path();
    if (!error && !real.empty()) folders.push_back(real.string());
  }
  return folders;
}

std::string folder_to_scan(const Services& services, const std::string& folder) {
  std::error_code error;
  const auto real = fs::canonical(folder, error);
  if (error) throw Error(VEZA_E_NOT_FOUND, "There is no folder " + shown_path(folder) + ".");
  if (!fs::is_directory(real, error)) throw Error(VEZA_E_INVALID, shown_path(folder) + " is no folder.");
  for (const auto& allowed : import_folders(services)) {
    if (is_below(real.string(), allowed)) return real.string();
  }
  throw Error(VEZA_E_INVALID, shown_path(real.string()) +
                                  " is in none of the folders that may be imported from. Name it in the setting "
                                  "plugin.library.import_folders (environment: VEZA_PLUGIN_LIBRARY__IMPORT_FOLDERS).");
}

}  // namespace veza::library::scan
