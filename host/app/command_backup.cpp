// `veza backup create | list | verify | restore | prune`
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>

#include "app/audit_note.h"
#include "app/backup_progress.h"
#include "app/command.h"
#include "app/interrupts.h"
#include "app/restore_erasures.h"
#include "app/running_hosts.h"
#include "app/site.h"
#include "app/site_backups.h"
#include "backup/create.h"
#include "backup/migrations.h"
#include "backup/prune.h"
#include "backup/restore.h"
#include "backup/verify.h"
#include "base/file.h"
#include "base/text.h"
#include "blobs/folder_store.h"
#include "data/sqlite.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

std::string count(uint64_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

// Without them a machine's own settings would be read, and the site's stores used instead of those in the folder.
constexpr std::string_view settings_apart =
    "# A restored site by itself: database and files are in this folder, and it makes no backups.\n"
    "data.url =\n"
    "kv.url =\n"
    "blobs.url =\n"
    "backup.schedule =\n";

// What every action needs.
struct Given {
  Settings settings;
  DataDir dir;
  std::unique_ptr<blobs::Store> store;
  backup::Watch watch;
  size_t parallel = 4;
};

class BackupCommand : public Command {
 public:
  std::string name() const override { return "backup"; }
  std::string summary() const override { return "Make, list, check, restore and remove backups of the whole site"; }
  std::string arguments() const override { return "create | list | verify NAME | restore NAME | prune"; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("repository", "r", "where backups are, instead of backup.url").argument("URL"));
    options.addOption(Option("json", "", "list: as JSON"));
    options.addOption(Option("quick", "", "verify: only that everything is there, without reading it"));
    options.addOption(
        Option("scratch", "", "verify: where to restore to for the check (the data folder)").argument("DIR"));
    options.addOption(Option("to", "", "restore: into this empty folder, as a site of its own").argument("DIR"));
    options.addOption(Option("force", "", "restore: replace what is there"));
    options.addOption(Option("skip-damaged", "", "restore: go on without files that are damaged in the backup"));
    options.addOption(Option("keep-daily", "", "prune: the last backup of each of so many days").argument("N"));
    options.addOption(Option("keep-weekly", "", "prune: of each of so many weeks").argument("N"));
    options.addOption(Option("keep-monthly", "", "prune: of each of so many months").argument("N"));
    options.addOption(Option("parallel", "", "files under way at once (4)").argument("N"));
  }
  std::string notes() const override {
    return "A backup holds the database, uploaded files and what was made of them, keys, settings and plugins' state.\n"
           "It is made while the site runs; what an earlier backup has already is not stored again. NAME is a name of\n"
           "`veza backup list`, or latest. restore needs the site's servers stopped and its stores empty; one that "
           "was\n"
           "cut short goes on when it is run again. --force deletes the rows that are there first; files that the\n"
           "backup does not have stay, and `veza integrity` finds them.\n"
           "Exit status: 0 done, 1 a fault or a difference, 78 the settings or a store cannot be used.";
  }

  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    const std::string action = words.empty() ? "" : words[0];
    const bool named = action == "verify" || action == "restore";
    const bool known = (action == "create" || action == "list" || action == "prune") && words.size() == 1;
    if (!known && !(named && words.size() == 2)) return complain("say `veza backup " + arguments() + "`.", exit_usage);
    for (const char* number : {"keep-daily", "keep-weekly", "keep-monthly", "parallel"}) {
      const auto value = base::to_int(invocation.get(number, "4"));
      const int64_t least = std::string_view(number) == "parallel" ? 1 : 0;
      if (!value || *value < least || *value > 10000)
        return complain(std::string("--") + number + " is a whole number up to 10000.", exit_usage);
    }
    const Interrupts interrupts;
    BackupProgress bars;
    auto given = prepare(invocation);
    if (!given) return complain(given.error().message, exit_config);
    given->watch = {[&](const backup::Progress& at) { bars.show(at); }, [&] { return interrupts.came(); }};
    backup::Repository repository(*given->store);
    if (action == "create") return create(*given, repository);
    if (action == "list") return list(repository, invocation.has("json"));
    if (action == "verify") return verify(*given, repository, words[1], invocation);
    if (action == "restore") return restore(*given, repository, words[1], invocation);
    return prune(*given, repository, invocation);
  }

 private:
  static base::Result<Given> prepare(const Invocation& invocation) {
    auto settings = load_settings(invocation);
    if (!settings) return base::fail(settings.error());
    // A slip of the pen must not make a site. Backups elsewhere can be looked at without one, and restored.
    std::error_code ignored;
    const bool elsewhere = invocation.has("repository") || !settings->text("backup.url").empty() ||
                           std::filesystem::exists(settings->text("data.dir") + "/backups", ignored);
    const bool needs_site = invocation.words[0] == "create" || invocation.words[0] == "prune" || !elsewhere;
    if (needs_site && !has_site(*settings)) return base::fail(base::Code::not_found, no_site(*settings));
    auto dir = open_data_dir(settings->text("data.dir"));
    if (!dir) return base::fail(dir.error());
    auto store = open_repository(*settings, *dir, invocation.get("repository"));
    if (!store) return base::fail(store.error());
    const auto parallel = static_cast<size_t>(*base::to_int(invocation.get("parallel", "4")));
    return Given{std::move(*settings), std::move(*dir), std::move(*store), {}, std::min<size_t>(parallel, 64)};
  }

  // The site's database, with the tables this part needs.
  static base::Result<std::unique_ptr<data::Database>> open_site(const Given& given) {
    auto database = open_database(given.settings, given.dir);
    if (!database) return database;
    const auto pending = data::pending(**database, {backup::migrations()});
    if (!pending) return base::fail(pending.error());
    if (pending->empty()) return database;
    return base::fail(base::Code::conflict, "the database is not up to date: run `veza migrate`, or start the server");
  }

  static int create(const Given& given, backup::Repository& repository) {
    auto database = open_site(given);
    if (!database) return complain(database.error().message, exit_config);
    auto blobs = open_blobs(given.settings, given.dir);
    if (!blobs) return complain(blobs.error().message, exit_config);
    auto source = backup_source(given.settings, find_layout(), given.dir, **database, **blobs);
    if (!source) return complain(source.error().message, exit_config);
    backup::CreateOptions options;
    options.parallel = given.parallel;
    options.watch = given.watch;
    const auto created = backup::create(*source, repository, options);
    if (!created) return complain(created.error().message);
    const auto& manifest = created->manifest;
    note_command(**database, "site.backup.made", "backup", manifest.name, {{"bytes", manifest.blob_bytes}});
    int64_t rows = 0;
    for (const auto& table : manifest.tables) rows += table.rows;
    std::cout << manifest.name << ": " << count(static_cast<uint64_t>(rows), "row") << ", "
              << count(manifest.blob_count, "file") << " (" << ProgressBar::bytes(manifest.blob_bytes) << ", "
              << ProgressBar::bytes(created->added_bytes) << " of it new) in " << repository.describe() << "\n";
    if (!manifest.left_out.empty()) {
      std::cout << "Left out, since the plugin that made them is not installed:";
      for (const auto& table : manifest.left_out) std::cout << " " << table;
      std::cout << "\n";
    }
    if (!manifest.missing.empty()) {
      std::cout << "The site lacks " << count(manifest.missing.size(), "file")
                << " that its rows need, so the backup does too; `veza integrity` lists them.\n";
    }
    return exit_ok;
  }

  static int list(const backup::Repository& repository, bool json) {
    const auto names = repository.names();
    if (!names) return complain(names.error().message);
    base::Json all = base::Json::array();
    for (const auto& name : names->complete) {
      const auto manifest = repository.manifest(name);
      if (!manifest) {
        all.push_back({{"name", name}, {"fault", manifest.error().message}});
        continue;
      }
      all.push_back({{"name", name},
                     {"created_at", manifest->created_at},
                     {"files", manifest->blob_count},
                     {"bytes", manifest->blob_bytes},
                     {"database_bytes", manifest->database.size},
                     {"missing", manifest->missing.size()},
                     {"left_out", manifest->left_out},
                     {"engine", manifest->engine},
                     {"veza", manifest->veza}});
    }
    if (json) {
      std::cout << all.dump(2) << "\n";
      return exit_ok;
    }
    if (all.empty()) std::cout << "There is no backup in " << repository.describe() << ".\n";
    for (const auto& entry : all) {
      std::cout << std::left << std::setw(18) << entry["name"].get<std::string>();
      if (entry.contains("fault")) {
        std::cout << entry["fault"].get<std::string>() << "\n";
        continue;
      }
      std::cout << std::right << std::setw(10) << ProgressBar::bytes(entry["bytes"].get<uint64_t>()) << std::setw(10)
                << entry["files"].get<uint64_t>() << " files  database " << std::setw(9)
                << ProgressBar::bytes(entry["database_bytes"].get<uint64_t>()) << "  Veza "
                << entry["veza"].get<std::string>() << "  " << entry["engine"].get<std::string>() << "\n";
    }
    return exit_ok;
  }

  static int verify(const Given& given, const backup::Repository& repository, const std::string& name,
                    const Invocation& invocation) {
    const auto owners = blob_owners(given.settings, find_layout());
    if (!owners) return complain(owners.error().message, exit_config);
    backup::VerifyOptions options;
    options.quick = invocation.has("quick");
    options.work_folder = invocation.get("scratch", backup_work_folder(given.dir));
    options.parallel = given.parallel;
    options.watch = given.watch;
    const auto found = backup::verify(repository, name, *owners, options);
    if (!found) {
      const bool no_room = found.error().code == base::Code::unavailable;
      return complain(found.error().message +
                      (no_room ? "; --scratch DIR names another place, --quick needs none" : ""));
    }
    for (const auto& difference : found->differences) complain(difference);
    if (found->more > 0) complain("and " + count(found->more, "difference") + " more");
    if (!found->sound()) {
      return complain("The backup " + found->manifest.name +
                      " is damaged. What the site still has is stored anew by the next `veza backup create` once the "
                      "damaged files are removed from the pool.");
    }
    std::cout << "The backup " << found->manifest.name << " is "
              << (options.quick ? "complete; its bytes were not read.\n" : "sound: it was restored and compared.\n");
    return exit_ok;
  }

  static int restore(const Given& given, const backup::Repository& repository, const std::string& name,
                     const Invocation& invocation) {
    // With --to, a site of its own with everything in one folder; else the site of the settings.
    const bool apart = invocation.has("to");
    auto dir = apart ? open_data_dir(invocation.get("to")) : base::Result<DataDir>(given.dir);
    if (!dir) return complain(dir.error().message, exit_config);
    const auto lock = lock_data_dir(*dir);
    if (!lock) return complain(lock.error().message, exit_config);
    auto database = apart ? data::open_sqlite({.path = dir->database()}) : open_database(given.settings, *dir);
    if (!database) return complain(database.error().message, exit_config);
    // Rows are replaced by --force alone; those of a restore that was cut short may speak of hosts themselves.
    if (invocation.has("force") && !backup::unfinished_restore(dir->root)) {
      if (auto stopped = check_no_host_runs(**database); !stopped)
        return complain(stopped.error().message, exit_config);
    }
    auto blobs = apart ? blobs::open_folder({.root = dir->blobs()}) : open_blobs(given.settings, *dir);
    if (!blobs) return complain(blobs.error().message, exit_config);
    backup::RestoreTarget target{**database, **blobs, dir->root, {"plugins/", "secrets.key"}};
    if (apart) target.prefixes.insert(target.prefixes.end(), {"config/", "policy/"});
    backup::RestoreOptions options;
    options.force = invocation.has("force");
    options.skip_damaged = invocation.has("skip-damaged");
    options.migrations = [&given](data::Dialect dialect) { return all_migrations(given.settings, dialect); };
    options.work_folder = backup_work_folder(*dir);
    options.parallel = given.parallel;
    options.watch = given.watch;
    auto current = apart && has_site(given.settings) ? open_database(given.settings, given.dir)
                                                     : base::Result<std::unique_ptr<data::Database>>(nullptr);
    data::Database* site = apart ? (current ? current->get() : nullptr) : database->get();
    auto erasures = RestoreErasures::gather(repository, site, dir->root);
    if (!erasures) return complain(erasures.error().message);
    size_t closed = 0;
    options.finish = [&](data::Database& rows) -> base::Status {
      auto again = erasures->apply(rows);
      if (!again) return base::fail(again.error());
      closed = *again;
      return {};
    };
    const auto restored = backup::restore(repository, name, target, options);
    if (!restored) return complain(restored.error().message);
    erasures->forget();
    note_command(**database, "site.backup.restored", "backup", restored->manifest.name, {{"erased_again", closed}});
    std::cout << "Restored " << restored->manifest.name << ": " << count(static_cast<uint64_t>(restored->rows), "row")
              << " into " << (*database)->describe() << ", "
              << count(restored->blobs_copied + restored->blobs_there, "file") << " into " << (*blobs)->describe()
              << ".\n";
    if (closed > 0) {
      std::cout << "It still has " << count(closed, "account")
                << " that had been erased, or closed, since; the server closes and erases them again.\n";
    }
    for (const auto& file : restored->damaged) complain("without " + file + ", which is damaged in the backup");
    const int status = restored->damaged.empty() ? exit_ok : exit_failure;
    const std::string& keys = given.settings.text("secrets.key_file");
    if (!apart && !keys.empty() && std::filesystem::exists(dir->secrets()))
      std::cout << "The keys of its sealed secrets are in " << dir->secrets() << "; move them to " << keys << ".\n";
    if (!apart) return status;
    const std::string alone = dir->root + "/restored.properties";
    if (auto written = base::write_file(alone, std::string(settings_apart), 0600); !written)
      return complain(written.error().message);
    std::cout << "Start it with `veza serve --config " << alone << " --data " << dir->root
              << " --listen 127.0.0.1:8081`.\n";
    const auto& files = restored->manifest.files;
    const bool settings =
        std::any_of(files.begin(), files.end(), [](const auto& file) { return file.path.starts_with("config/"); });
    if (settings) std::cout << "The settings the site had are in " << dir->root << "/config.\n";
    return status;
  }

  static int prune(const Given& given, backup::Repository& repository, const Invocation& invocation) {
    auto database = open_site(given);
    if (!database) return complain(database.error().message, exit_config);
    backup::PruneOptions options;
    options.retention = retention(given.settings);
    const auto set = [&](const char* option, int64_t& value) {
      if (invocation.has(option)) value = *base::to_int(invocation.get(option));
    };
    set("keep-daily", options.retention.daily);
    set("keep-weekly", options.retention.weekly);
    set("keep-monthly", options.retention.monthly);
    options.work_folder = backup_work_folder(given.dir);
    options.watch = given.watch;
    const auto pruned = backup::prune(**database, repository, options);
    if (!pruned) return complain(pruned.error().message);
    if (!pruned->removed.empty()) note_command(**database, "site.backup.removed", "", "", {{"names", pruned->removed}});
    for (const auto& name : pruned->removed) std::cout << "removed " << name << "\n";
    for (const auto& name : pruned->unfinished) std::cout << "removed " << name << ", which was not finished\n";
    std::cout << count(pruned->kept, "backup") << " kept; " << ProgressBar::bytes(pruned->bytes)
              << " of files that no backup names removed.\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_backup() { return std::make_unique<BackupCommand>(); }

}  // namespace veza::app
