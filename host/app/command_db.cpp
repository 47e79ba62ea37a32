// `veza db copy`
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/audit_note.h"
#include "app/command.h"
#include "app/progress_bar.h"
#include "app/running_hosts.h"
#include "app/site.h"
#include "app/stores.h"
#include "base/text.h"
#include "data/copy_database.h"
#include "data/postgres.h"
#include "data/sqlite.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

bool is_postgresql(const std::string& url) { return url.starts_with("postgresql:") || url.starts_with("postgres:"); }

// The data folder that a SQLite file is the database of, held as a server would hold it; nothing for others.
base::Result<base::Fd> lock_folder_of(const std::string& url, const DataDir& held) {
  if (!url.starts_with("sqlite:")) return base::Fd();
  std::error_code error;
  const auto folder = std::filesystem::absolute(url.substr(7), error).lexically_normal().parent_path();
  const bool has_lock = !error && std::filesystem::exists(folder / "lock", error);
  if (!has_lock || std::filesystem::equivalent(folder, held.root, error)) return base::Fd();
  return lock_data_dir({folder.string()});
}

// "sqlite:/path/veza.db" or "postgresql://…".
base::Result<std::unique_ptr<data::Database>> open(const std::string& url, bool must_exist) {
  if (is_postgresql(url)) return data::open_postgres({.url = url, .sessions = 4, .statement_timeout_ms = 0});
  if (!url.starts_with("sqlite:") || url.size() == 7)
    return base::fail(base::Code::invalid, "\"" + (url.find('@') == url.npos ? url : url.substr(0, url.find(':'))) +
                                               "\" is no database: say sqlite:/path/veza.db or postgresql://…");
  const std::string path = url.substr(7);
  if (must_exist && ::access(path.c_str(), R_OK) != 0) {
    return base::fail(base::Code::invalid, "the file " + path + " is not there or cannot be read");
  }
  return data::open_sqlite({.path = path});
}

class DbCommand : public Command {
 public:
  std::string name() const override { return "db"; }
  std::string summary() const override { return "Copy a site's database, from SQLite to PostgreSQL or back"; }
  std::string arguments() const override { return "copy --from URL --to URL"; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(
        Option("from", "", "the database to read: sqlite:/var/lib/veza/veza.db or postgresql://…").argument("URL"));
    options.addOption(Option("to", "", "the database to fill").argument("URL"));
  }
  std::string notes() const override {
    return "Stop every server of the site first. The tables are made in the target, every row is copied, and at the "
           "end\n"
           "counts and checksums of each table are compared. A copy that was cut short goes on when it is run again.\n"
           "Passwords are better kept out of the command line: leave them out and set PGPASSWORD or ~/.pgpass.\n"
           "Exit status: 0 copied and the same, 1 a fault, 78 a database cannot be used.";
  }

  int run(const Invocation& invocation) override {
    if (invocation.words != std::vector<std::string>{"copy"} || !invocation.has("from") || !invocation.has("to")) {
      return complain("say `veza db copy --from URL --to URL`.", exit_usage);
    }
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    auto from = open(invocation.get("from"), true);
    if (!from) return complain("--from: " + from.error().message, exit_config);
    auto to = open(invocation.get("to"), false);
    if (!to) return complain("--to: " + to.error().message, exit_config);
    // A server that runs on the data folder writes to its database.
    const auto dir = open_data_dir(settings->text("data.dir"));
    if (!dir) return complain(dir.error().message, exit_config);
    std::vector<base::Result<base::Fd>> locks;
    const auto lock = lock_data_dir(*dir);
    if (!lock) return complain(lock.error().message, exit_config);
    for (const char* side : {"from", "to"}) {
      locks.push_back(lock_folder_of(invocation.get(side), *dir));
      if (!locks.back()) return complain(locks.back().error().message, exit_config);
      auto& database = side == std::string_view("from") ? **from : **to;
      if (auto stopped = check_no_host_runs(database); !stopped) return complain(stopped.error().message, exit_config);
    }
    return copy(*settings, **from, **to);
  }

 private:
  static int copy(const Settings& settings, data::Database& from, data::Database& to) {
    for (data::Database* database : {&from, &to}) {
      auto components = all_migrations(settings, database->dialect());
      if (!components) return complain(components.error().message, exit_config);
      if (auto done = data::migrate(*database, *components); !done) return complain(done.error().message, exit_config);
    }
    // Before the rows are copied, so that both have it and stay the same.
    note_command(from, "site.database.copied", "", "", {{"from", from.describe()}, {"to", to.describe()}});
    std::cout << "From " << from.describe() << "\nto   " << to.describe() << "\n";
    auto compared = [&] {
      ProgressBar bar([](uint64_t rows) { return std::to_string(rows); });
      data::DatabaseCopyOptions options;
      options.progress = [&bar](const data::DatabaseCopyProgress& at) {
        bar.show(static_cast<uint64_t>(at.rows_done), static_cast<uint64_t>(at.rows_total), "rows  " + at.table);
      };
      return data::copy_database(from, to, options);
    }();
    if (!compared) return complain(compared.error().message);
    for (const auto& table : *compared) {
      std::cout << "  " << table.table << std::string(table.table.size() < 28 ? 28 - table.table.size() : 1, ' ')
                << table.rows << (table.rows == 1 ? " row   " : " rows  ") << table.checksum << "\n";
    }
    std::cout << "Both databases hold the same.\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_db() { return std::make_unique<DbCommand>(); }

}  // namespace veza::app
