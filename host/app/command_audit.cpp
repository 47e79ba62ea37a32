// `veza audit verify|list|export`
#include <fstream>
#include <iomanip>
#include <iostream>

#include "app/audit_note.h"
#include "app/audit_routes.h"
#include "app/command.h"
#include "app/site_database.h"
#include "base/text.h"
#include "observe/audit_chain.h"
#include "observe/audit_csv.h"
#include "observe/audit_verify.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

constexpr size_t rows_at_once = 500;

class AuditCommand : public Command {
 public:
  std::string name() const override { return "audit"; }
  std::string summary() const override { return "Look into the audit log, take it away, check that nobody changed it"; }
  std::string arguments() const override { return "verify | list | export FILE"; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(
        Option("head", "", "verify: an entry noted earlier that the log must still hold").argument("NUMBER:HASH"));
    options.addOption(Option("actor", "", "only what this user did, by name or id").argument("NAME"));
    options.addOption(Option("action", "", "only actions that begin so: identity.session").argument("PREFIX"));
    options.addOption(Option("subject", "", "only what was done to this id, or TYPE:ID").argument("ID"));
    options.addOption(Option("ip", "", "only what came from this address").argument("ADDRESS"));
    options.addOption(Option("from", "", "only from this time or date on").argument("TIME"));
    options.addOption(Option("to", "", "only before this time or date").argument("TIME"));
    options.addOption(Option("limit", "", "list: at most so many, the newest (50)").argument("N"));
    options.addOption(Option("json", "", "print JSON; export: one object a line, with salts and hashes"));
  }
  std::string notes() const override {
    return "export writes CSV unless --json is given; FILE may be - for standard output. The site may run.\n"
           "Exit status of verify: 0 the log is sound, 1 it is not or a fault, 78 the database cannot be used.\n"
           "Note the number and hash that verify prints in a safe place: --head finds a log that was written anew.";
  }

  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    const std::string action = words.empty() ? "" : words[0];
    const bool known =
        ((action == "verify" || action == "list") && words.size() == 1) || (action == "export" && words.size() == 2);
    if (!known) return complain("say `veza audit " + arguments() + "`.", exit_usage);
    const auto site = SiteDatabase::open(invocation, observe::audit_migrations);
    if (!site) return complain(site.error().message, exit_config);
    data::Database& database = *site->db;
    if (auto chained = observe::chain_audit(database); !chained) return complain(chained.error().message);
    if (action == "verify") return verify(database, invocation);
    auto filter = filter_of(invocation);
    if (!filter) return complain(filter.error().message, exit_usage);
    return action == "list" ? list(database, std::move(*filter), invocation)
                            : take_away(database, std::move(*filter), invocation);
  }

 private:
  static base::Result<observe::AuditFilter> filter_of(const Invocation& invocation) {
    observe::AuditFilter filter{invocation.get("actor"), invocation.get("action"), invocation.get("subject"),
                                invocation.get("ip")};
    for (const auto& [name, into] : {std::pair("from", &filter.from), std::pair("to", &filter.to)}) {
      if (!invocation.has(name)) continue;
      const auto time = parse_time(invocation.get(name));
      if (!time) {
        return base::fail(base::Code::invalid, std::string("--") + name + " is no time such as 2026-01-31T12:00:00Z, " +
                                                   "and no date such as 2026-01-31.");
      }
      *into = *time;
    }
    return filter;
  }

  static int verify(data::Database& database, const Invocation& invocation) {
    std::optional<observe::AuditWitness> witness;
    if (invocation.has("head")) {
      witness = observe::parse_witness(invocation.get("head"));
      if (!witness) return complain("--head is not NUMBER:HASH, as an earlier verify printed it.", exit_usage);
    }
    const auto report = observe::verify_audit(database, witness);
    if (!report) return complain(report.error().message);
    if (invocation.has("json")) {
      std::cout << observe::to_json(*report).dump(2) << "\n";
    } else {
      print(*report);
    }
    return report->sound() ? exit_ok : exit_failure;
  }

  static void print(const observe::AuditReport& report) {
    std::cout << "entries: " << report.entries;
    if (report.entries) std::cout << " (" << report.first << " to " << report.last << ")";
    std::cout << "\n";
    if (report.removed_through) std::cout << "removed by age: up to " << report.removed_through << "\n";
    if (report.erased) std::cout << "without personal data: " << report.erased << "\n";
    std::cout << "head: " << report.last << ":" << report.head << "\n";
    for (const auto& fault : report.faults) std::cout << "entry " << fault.seq << ": " << fault.problem << "\n";
    std::cout << (report.sound() ? "The audit log is sound.\n" : "The audit log is NOT sound.\n");
  }

  static int list(data::Database& database, observe::AuditFilter filter, const Invocation& invocation) {
    const auto limit = base::to_int(invocation.get("limit", "50"));
    if (!limit || *limit < 1 || *limit > 100'000) return complain("--limit is a number from 1 to 100000.", exit_usage);
    const auto rows = observe::audit_table::find(database, filter, static_cast<size_t>(*limit));
    if (!rows) return complain(rows.error().message);
    if (invocation.has("json")) {
      base::Json all = base::Json::array();
      for (const auto& row : *rows) all.push_back(observe::to_json(row));
      std::cout << all.dump(2) << "\n";
      return exit_ok;
    }
    for (const auto& row : *rows) {
      std::cout << std::right << std::setw(8) << row.seq << "  " << base::rfc3339(row.at) << "  " << std::left
                << std::setw(32) << row.action << "  " << std::setw(20)
                << (row.actor_name.empty() ? row.actor_id : row.actor_name) << "  " << std::setw(15) << row.ip << "  "
                << row.subject_type << (row.subject_type.empty() ? "" : " ") << row.subject_id << "\n";
    }
    return exit_ok;
  }

  static int take_away(data::Database& database, observe::AuditFilter filter, const Invocation& invocation) {
    const std::string& path = invocation.words[1];
    std::ofstream file;
    if (path != "-") {
      file.open(path, std::ios::binary | std::ios::trunc);
      if (!file) return complain("cannot write " + path + ".");
    }
    std::ostream& out = path == "-" ? std::cout : file;
    // Whoever takes the log away leaves a trace in it.
    note_command(database, "audit.log.exported", "audit_log", "");
    const bool json = invocation.has("json");
    if (!json) out << observe::audit_csv_head();
    for (;;) {
      const auto rows = observe::audit_table::find(database, filter, rows_at_once);
      if (!rows) return complain(rows.error().message);
      for (const auto& row : *rows) {
        if (json) {
          out << base::to_text(observe::to_full_json(row)) << "\n";
        } else {
          out << observe::audit_csv_line(row);
        }
      }
      if (rows->size() < rows_at_once) break;
      filter.before_seq = rows->back().seq;
    }
    out.flush();
    return out ? exit_ok : complain("writing " + path + " failed; is the disk full?");
  }
};

}  // namespace

std::unique_ptr<Command> make_audit() { return std::make_unique<AuditCommand>(); }

}  // namespace veza::app
