// `veza events consumers|dead-letters|replay`
#include <iomanip>
#include <iostream>

#include "app/audit_note.h"
#include "app/command.h"
#include "app/events_routes.h"
#include "app/site_database.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

constexpr size_t at_once = 10'000;

class EventsCommand : public Command {
 public:
  std::string name() const override { return "events"; }
  std::string summary() const override { return "See how far each consumer of events is, and try again what failed"; }
  std::string arguments() const override { return "consumers | dead-letters | replay ID… | replay --all"; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("json", "", "print JSON"));
    options.addOption(Option("all", "", "replay every dead letter"));
  }
  std::string notes() const override {
    return "An event that a consumer failed to take ten times is a dead letter; events after it go on. Mend the "
           "cause,\n"
           "then replay it. The site may run; it takes a replayed event within seconds.";
  }

  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    const std::string action = words.empty() ? "" : words[0];
    const bool replays = action == "replay" && (words.size() > 1) != invocation.has("all");
    const bool lists = (action == "consumers" || action == "dead-letters") && words.size() == 1;
    if (!replays && !lists) return complain("say `veza events " + arguments() + "`.", exit_usage);
    const auto site = SiteDatabase::open(invocation, observe::audit_migrations);
    if (!site) return complain(site.error().message, exit_config);
    events::Outbox outbox(*site->db, {.node = "events command", .single_node = false}, base::Log());
    if (action == "consumers") return consumers(outbox, invocation.has("json"));
    if (action == "dead-letters") return letters(outbox, invocation.has("json"));
    return replay(outbox, {words.begin() + 1, words.end()});
  }

 private:
  static int consumers(events::Outbox& outbox, bool json) {
    const auto status = outbox.status();
    if (!status) return complain(status.error().message);
    base::Json list = base::Json::array();
    for (const auto& one : *status) list.push_back(to_json(one));
    if (json) {
      std::cout << list.dump(2) << "\n";
      return exit_ok;
    }
    for (const auto& one : *status) {
      std::cout << std::left << std::setw(36) << one.name << " behind " << one.behind << ", waiting " << one.waiting
                << ", dead " << one.dead << "\n";
    }
    return exit_ok;
  }

  static int letters(events::Outbox& outbox, bool json) {
    constexpr size_t newest = 1'000;
    const auto found = outbox.dead_letters(newest);
    if (!found) return complain(found.error().message);
    base::Json list = base::Json::array();
    for (const auto& one : *found) list.push_back(to_json(one));
    if (json) {
      std::cout << list.dump(2) << "\n";
      return exit_ok;
    }
    for (const auto& one : list) {
      std::cout << one["id"].get<std::string>() << "  " << one["failed_at"].get<std::string>() << "  "
                << one["consumer"].get<std::string>() << "  " << one["event"]["event_type"].get<std::string>()
                << "\n    " << one["last_error"].get<std::string>() << "\n";
    }
    if (found->empty()) std::cout << "There are no dead letters.\n";
    if (found->size() == newest) std::cout << "These are the newest " << newest << "; there may be more.\n";
    return exit_ok;
  }

  static int replay(events::Outbox& outbox, std::vector<std::string> ids) {
    observe::Audit audit;
    const bool all = ids.empty();
    size_t replayed = 0;
    do {
      if (all) {
        const auto found = outbox.dead_letters(at_once);
        if (!found) return complain(found.error().message);
        ids.clear();
        for (const auto& one : *found) ids.push_back(one.id);
      }
      // The oldest first, as they came.
      for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
        const auto entry = command_entry("events.dead_letter.replayed", "dead_letter", *id);
        auto done = outbox.replay(*id, [&](data::Transaction& tx) { return audit.record(tx, entry); });
        if (!done) return complain(*id + ": " + done.error().message);
      }
      replayed += ids.size();
    } while (all && ids.size() == at_once);
    std::cout << replayed << (replayed == 1 ? " event goes" : " events go") << " to its consumer again.\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_events() { return std::make_unique<EventsCommand>(); }

}  // namespace veza::app
