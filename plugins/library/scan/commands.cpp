#include "scan/commands.h"

#include <poll.h>

#include <algorithm>
#include <cctype>

#include <veza/id.hpp>

#include "scan/paths.h"
#include "scan/scanner.h"

namespace veza::library::scan {
namespace {

constexpr int temporary_failure = 75;  // EX_TEMPFAIL
constexpr int interrupted = 3;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string counted(int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

void print(const Command& command, const ScanReport& report, const ScanOptions& options) {
  const auto& counts = report.counts;
  const char* would = options.dry_run ? "would be " : "";
  std::string text;
  const auto line = [&](int64_t count, const std::string& what) {
    if (count > 0) text += "  " + std::to_string(count) + " " + what + "\n";
  };
  line(counts.added, std::string(would) + "added");
  line(counts.updated, std::string(would) + "updated");
  line(counts.moved, std::string(would) + "moved");
  line(counts.returned, "are there again");
  line(counts.unchanged, "unchanged");
  line(counts.missing,
       "missing: their tracks are kept, and found again when the files are back (--prune removes them)");
  line(counts.removed, std::string(would) + "removed");
  line(counts.refused, "refused");
  line(static_cast<int64_t>(report.totals.links), "links not followed");
  command.print(counted(static_cast<int64_t>(report.totals.files), "file") + " in " +
                counted(static_cast<int64_t>(report.totals.folders), "folder") + (text.empty() ? ".\n" : ":\n") + text);
  for (const auto& [path, problem] : report.problems) command.complain("  " + path + " " + problem + "\n");
  const auto more = report.problem_count - static_cast<int64_t>(report.problems.size());
  if (more > 0) command.complain("  … and " + counted(more, "more problem") + "\n");
}

// Another scan is waited for as long as one that was killed elsewhere is thought to live.
std::optional<ScanLock> wait_for_lock(const Services& services, const Command& command) {
  const int64_t end = now_ms() + ScanLock::lease_ms + 5000;
  for (bool told = false;;) {
    if (auto lock = ScanLock::take(services)) return lock;
    if (!told) command.complain("Another scan runs, or was killed on another machine; waiting for it.\n");
    told = true;
    pollfd interrupt{command.interrupt_fd(), POLLIN, 0};
    if (::poll(&interrupt, 1, 500) > 0 || now_ms() > end) return std::nullopt;
  }
}

int run(const Services& services, const Command& command) {
  const auto words = command.words();
  if (words.size() > 1) return command.wrong_usage("name one folder, or none for all of import_folders.");
  const auto visibility = visibility_named(command.get("visibility").value_or("private"));
  if (!visibility) return command.wrong_usage("--visibility is public, unlisted or private.");
  const auto owner = command.get("owner").value_or(services.config.get<std::string>("import_owner"));
  if (owner.empty()) return command.wrong_usage("say whose tracks these are: --owner NAME.");

  ScanOptions options;
  options.visibility = *visibility;
  options.dry_run = command.has("dry-run");
  options.prune = command.has("prune");
  options.empty_is_meant = command.has("all-gone");
  options.owner_id = owner_named(services, owner);
  std::vector<std::string> folders =
      words.empty() ? import_folders(services) : std::vector{folder_to_scan(services, words[0])};
  if (folders.empty())
    return command.wrong_usage("name a folder, or several in the setting plugin.library.import_folders.");

  const auto lock = wait_for_lock(services, command);
  if (!lock) {
    command.complain("veza: another scan is running; try again when it has ended.\n");
    return temporary_failure;
  }
  ScanWatcher watcher;
  watcher.stopped = [&] { return command.interrupted(); };
  watcher.progress = [&](uint64_t done, uint64_t total, const std::string& path) {
    command.progress(done, std::max(done, total), "files", path);
  };
  for (const auto& folder : folders) {
    options.folder = folder;
    const auto report = scan_folder(services, *lock, options, watcher);
    print(command, report, options);
    if (report.state == "failed") {
      command.complain("veza: " + report.problem + "\n");
      return 1;
    }
    if (report.state == "interrupted") {
      command.complain("Interrupted; the same command goes on from here.\n");
      return interrupted;
    }
  }
  return 0;
}

}  // namespace

std::string owner_named(const Services& services, const std::string& name) {
  for (const auto& user : services.identity.find_users(name, 100)) {
    if (lower(user.value("username", "")) == lower(name)) return user.value("id", "");
  }
  throw Error(VEZA_E_NOT_FOUND, "There is no user " + shown_path(name) + ".");
}

void add_scan_command(Services& services) {
  services.cli.add("scan", [&services](const Command& command) { return run(services, command); });
}

}  // namespace veza::library::scan
