// `veza migrate`
#include <iostream>

#include "app/command.h"
#include "app/site.h"
#include "app/stores.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

class MigrateCommand : public Command {
 public:
  std::string name() const override { return "migrate"; }
  std::string summary() const override { return "Bring the database up to this version (serve does it as well)"; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("dry-run", "n", "only list what would be applied"));
  }
  int run(const Invocation& invocation) override {
    if (!invocation.words.empty()) return complain("migrate takes no words, only options.", exit_usage);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    auto stores = open_stores(*settings, base::Log());
    if (!stores) return complain(stores.error().message, exit_config);
    auto components = all_migrations(*settings, stores->db->dialect());
    if (!components) return complain(components.error().message, exit_config);
    const bool dry = invocation.has("dry-run");
    auto done = dry ? data::pending(*stores->db, *components) : data::migrate(*stores->db, *components);
    if (!done) return complain(done.error().message, exit_config);
    for (const auto& step : *done) {
      std::cout << (dry ? "would apply " : "applied ") << step.component << " " << step.version << " " << step.name
                << "\n";
    }
    if (done->empty()) std::cout << "The database is up to date.\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_migrate() { return std::make_unique<MigrateCommand>(); }

}  // namespace veza::app
