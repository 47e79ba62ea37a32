// `veza plugin list|check|new|enable|disable`
#include <algorithm>
#include <iomanip>
#include <iostream>

#include "app/audit_note.h"
#include "app/command.h"
#include "app/data_dir.h"
#include "app/site.h"
#include "app/stores.h"
#include "base/text.h"
#include "plugins/check.h"
#include "plugins/discover.h"
#include "plugins/new_plugin.h"
#include "plugins/sdk_version.h"
#include "plugins/state_files.h"

namespace veza::app {
namespace {

class PluginCommand : public Command {
 public:
  std::string name() const override { return "plugin"; }
  std::string summary() const override { return "List plugins, check one, begin one, switch one on or off"; }
  std::string arguments() const override {
    return "list | check FOLDER | new ID [FOLDER] | enable ID | disable ID [REASON]";
  }
  std::string notes() const override {
    return "check examines a plugin's folder (manifest, migrations, API document, symbols) without running it.\n"
           "new copies the template into FOLDER/ID (./ID). enable also forgets that a plugin crashed the last start.\n"
           "enable and disable take effect at the next start.";
  }
  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    const std::string action = words.empty() ? "" : words[0];
    if (action == "check" && words.size() == 2) return check(words[1]);
    if (action == "new" && (words.size() == 2 || words.size() == 3)) return create(words);
    const bool stateful = (action == "list" && words.size() == 1) || (action == "enable" && words.size() == 2) ||
                          (action == "disable" && (words.size() == 2 || words.size() == 3));
    if (!stateful) return complain("say `veza plugin " + arguments() + "`.", exit_usage);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    auto dir = open_data_dir(settings->text("data.dir"));
    if (!dir) return complain(dir.error().message, exit_config);
    auto states = plugins::StateFiles::open(dir->plugins());
    if (!states) return complain(states.error().message, exit_config);
    if (action == "list") return list(*settings, *states);
    if (const int unknown = check_known(*settings, words[1]); unknown != exit_ok) return unknown;
    const auto done = action == "enable"
                          ? states->enable(words[1])
                          : states->disable(words[1], words.size() == 3 ? words[2] : "An admin switched it off.");
    if (!done) return complain(done.error().message);
    note(*settings, *dir, words[1], action);
    std::cout << words[1] << " is " << action << "d from the next start on.\n";
    return exit_ok;
  }

  // The log is in the database, which must not be made for this.
  static void note(const Settings& settings, const DataDir& dir, const std::string& id, const std::string& action) {
    if (!has_site(settings)) return;
    auto database = open_database(settings, dir);
    if (!database) {
      complain("this is not in the audit log: " + database.error().message);
      return;
    }
    note_command(**database, "site.plugin." + action + "d", "plugin", id);
  }

 private:
  // A typing error must not look like success.
  static int check_known(const Settings& settings, const std::string& id) {
    const auto found = plugins::discover(plugin_folder(settings, find_layout()));
    if (!found) return complain(found.error().message, exit_config);
    std::vector<std::string> ids;
    for (const auto& plugin : *found) ids.push_back(plugin.id);
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return exit_ok;
    const std::string near = base::nearest(id, ids);
    return complain("there is no plugin " + id + ". " +
                    (near.empty() ? "`veza plugin list` names those there are." : "Did you mean " + near + "?"));
  }

  static int check(const std::string& path) {
    const auto report = plugins::check_plugin(path);
    for (const auto& passed : report.passed) std::cout << "  ok    " << passed << "\n";
    for (const auto& problem : report.problems) std::cout << "  FAULT " << problem << "\n";
    return report.good() ? exit_ok : exit_failure;
  }

  static int create(const std::vector<std::string>& words) {
    const std::string parent = words.size() == 3 ? words[2] : ".";
    if (const auto bundled = plugins::discover(find_layout().plugins);
        bundled &&
        std::any_of(bundled->begin(), bundled->end(), [&](const auto& each) { return each.id == words[1]; })) {
      return complain("the id " + words[1] + " belongs to a plugin that comes with Veza; choose another.");
    }
    const auto made = plugins::new_plugin(find_layout().share + "/template", parent, words[1]);
    if (!made) return complain(made.error().message);
    std::cout << "Made " << *made << ". Its README.md says how to build and test it.\n";
    return exit_ok;
  }

  static int list(const Settings& settings, const plugins::StateFiles& states) {
    const auto found = plugins::discover(plugin_folder(settings, find_layout()));
    if (!found) return complain(found.error().message, exit_config);
    const auto disabled = states.disabled();
    if (!disabled) return complain(disabled.error().message, exit_config);
    const auto by_setting = settings.list("plugins.disabled");
    for (const auto& plugin : *found) {
      std::string state = "enabled";
      if (!plugin.manifest) {
        state = plugin.manifest.error().message;
      } else if (const auto fits = plugins::check_sdk(plugins::host_sdk_version(), plugin.manifest->sdk_min,
                                                      plugin.manifest->sdk_max);
                 !fits) {
        state = "disabled: " + fits.error().message;
      } else if (states.was_starting(plugin.id)) {
        state = "disabled: the server ended while it started. `veza plugin enable " + plugin.id + "` tries again.";
      } else if (const auto at = disabled->find(plugin.id); at != disabled->end()) {
        state = "disabled: " + at->second;
      } else if (std::find(by_setting.begin(), by_setting.end(), plugin.id) != by_setting.end()) {
        state = "disabled by the setting plugins.disabled";
      }
      std::cout << std::left << std::setw(18) << plugin.id << " " << std::setw(8)
                << (plugin.manifest ? plugin.manifest->version : "-") << " " << state << "\n";
    }
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_plugin() { return std::make_unique<PluginCommand>(); }

}  // namespace veza::app
