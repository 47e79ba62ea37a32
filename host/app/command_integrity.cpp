// `veza integrity`
#include <iostream>

#include "app/audit_note.h"
#include "app/command.h"
#include "app/progress_bar.h"
#include "app/site_backups.h"
#include "app/site_database.h"
#include "backup/integrity_report.h"
#include "backup/migrations.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

constexpr size_t shown = 20;

class IntegrityCommand : public Command {
 public:
  std::string name() const override { return "integrity"; }
  std::string summary() const override { return "Compare rows with files: what is missing, what nobody needs"; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("remove", "", "remove files that no row needs and that an earlier report named"));
    options.addOption(Option("json", "", "the whole report as JSON"));
  }
  std::string notes() const override {
    return "The site may run. Files younger than a day are left alone: an upload's file is there before its row. So "
           "are\n"
           "files of plugins that are not installed. Nothing is removed that was not reported before.\n"
           "Exit status: 0 no row lacks its files, 1 one does or a fault, 78 a store cannot be used.";
  }

  int run(const Invocation& invocation) override {
    if (!invocation.words.empty()) return complain("integrity takes no words, only options.", exit_usage);
    const auto site = SiteDatabase::open(invocation, [](data::Dialect) { return backup::migrations(); });
    if (!site) return complain(site.error().message, exit_config);
    data::Database& database = *site->db;
    auto blobs = open_blobs(site->settings, site->dir);
    if (!blobs) return complain(blobs.error().message, exit_config);
    const auto owners = blob_owners(site->settings, find_layout());
    if (!owners) return complain(owners.error().message, exit_config);
    backup::CheckOptions options;
    if (invocation.has("remove")) options.remove = backup::Remove::reported;
    const auto report = backup::check_integrity(database, **blobs, *owners, options);
    if (!report) return complain(report.error().message);
    if ((*report)["removed_count"] != 0)
      note_command(database, "site.orphans.removed", "", "", {{"files", (*report)["removed_count"]}});
    if (invocation.has("json")) {
      std::cout << report->dump(2) << "\n";
    } else {
      print(*report);
    }
    return (*report)["missing_count"] == 0 && (*report)["faults"].empty() ? exit_ok : exit_failure;
  }

 private:
  static void print_list(const base::Json& list, uint64_t count) {
    for (size_t i = 0; i < list.size() && i < shown; ++i) {
      std::cout << "  " << list[i]["plugin"].get<std::string>() << "  " << list[i]["key"].get<std::string>() << "\n";
    }
    if (count > shown) std::cout << "  and " << count - shown << " more (--json shows a thousand)\n";
  }

  static void print(const base::Json& report) {
    const auto number = [&](const char* key) { return report[key].get<uint64_t>(); };
    std::cout << number("blobs") << " files, " << ProgressBar::bytes(number("bytes")) << "\n";
    for (const auto& fault : report["faults"]) {
      std::cout << "What " << fault["plugin"].get<std::string>()
                << " needs cannot be asked: " << fault["problem"].get<std::string>() << "\n";
    }
    std::cout << "Rows that lack their files: " << number("missing_count") << "\n";
    print_list(report["missing"], number("missing_count"));
    std::cout << "Files that no row needs: " << number("orphan_count") << ", "
              << ProgressBar::bytes(number("orphan_bytes")) << "\n";
    print_list(report["orphans"], number("orphan_count"));
    if (number("unclaimed") > 0) {
      std::cout << "Files of plugins that are not installed, or cannot be asked, left alone: " << number("unclaimed")
                << "\n";
    }
    if (number("removed_count") > 0) {
      std::cout << "Removed " << number("removed_count") << " of them, " << ProgressBar::bytes(number("removed_bytes"))
                << ".\n";
    } else if (number("orphan_count") > 0) {
      std::cout << "`veza integrity --remove` removes those that were listed before it is run.\n";
    }
  }
};

}  // namespace

std::unique_ptr<Command> make_integrity() { return std::make_unique<IntegrityCommand>(); }

}  // namespace veza::app
