// `veza config check|show`
#include <iostream>

#include "app/command.h"
#include "app/site_checks.h"

namespace veza::app {
namespace {

class ConfigCommand : public Command {
 public:
  std::string name() const override { return "config"; }
  std::string summary() const override {
    return "Check the settings, or show what is in force and where it comes from";
  }
  std::string arguments() const override { return "check | show"; }
  int run(const Invocation& invocation) override {
    const std::string action = invocation.words.empty() ? "" : invocation.words[0];
    if (invocation.words.size() != 1 || (action != "check" && action != "show")) {
      return complain("say `veza config check` or `veza config show`.", exit_usage);
    }
    std::vector<std::string> faults;
    const auto settings = load_settings(invocation, &faults);
    if (!settings) return complain(settings.error().message, exit_config);
    if (action == "check") {
      for (auto& fault : site_faults(*settings, find_layout())) faults.push_back(std::move(fault));
      for (const auto& fault : faults) complain(fault);
      if (!faults.empty()) return exit_config;
      std::cout << "The settings are sound.\n";
      return exit_ok;
    }
    if (!faults.empty()) return complain(faults.front(), exit_config);
    const base::Json all = settings->describe();
    for (const auto& [key, entry] : all.items()) {
      const auto& value = entry["value"];
      std::cout << key << " = " << (value.is_string() ? value.get<std::string>() : value.dump()) << "    # "
                << entry["origin"].get<std::string>() << "\n";
    }
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_config() { return std::make_unique<ConfigCommand>(); }

}  // namespace veza::app
