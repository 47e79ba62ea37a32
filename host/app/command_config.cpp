// `veza config check|show`
#include <iostream>

#include "app/command.h"
#include "app/plugin_settings.h"

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
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    if (action == "check") {
      if (auto status = check_plugin_settings(*settings, find_layout()); !status)
        return complain(status.error().message, exit_config);
      std::cout << "The settings are sound.\n";
      return exit_ok;
    }
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
