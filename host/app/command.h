// One command of the `veza` program: its options, its help, its work.
#pragma once
#include <Poco/Util/OptionSet.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/settings.h"

namespace veza::app {

// Exit statuses (sysexits.h): scripts and service managers tell a wrong setting from a passing fault.
enum Exit { exit_ok = 0, exit_failure = 1, exit_usage = 64, exit_config = 78 };

// What a command was given.
struct Invocation {
  std::vector<std::string> words;              // what is no option: "library" of `veza plugin check library`
  std::map<std::string, std::string> options;  // full name → value, "" for a flag

  bool has(const std::string& name) const { return options.contains(name); }
  std::string get(const std::string& name, const std::string& otherwise = "") const;
};

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string name() const = 0;                 // "plugin"
  virtual std::string summary() const = 0;              // one line for `veza --help`
  virtual std::string arguments() const { return ""; }  // "list | check FILE | new ID"
  virtual std::string notes() const { return ""; }      // below the options in --help
  // Adds its own options; --config, --data and --help are there already.
  virtual void define(Poco::Util::OptionSet& options) const { (void)options; }
  // Returns the exit status. Texts for a person go to stdout, faults to stderr.
  virtual int run(const Invocation& invocation) = 0;
};

// All commands, in the order --help shows them.
std::vector<std::unique_ptr<Command>> all_commands();
std::unique_ptr<Command> make_serve();
std::unique_ptr<Command> make_migrate();
std::unique_ptr<Command> make_plugin();
std::unique_ptr<Command> make_user();
std::unique_ptr<Command> make_mail();
std::unique_ptr<Command> make_role();
std::unique_ptr<Command> make_config();
std::unique_ptr<Command> make_backup();
std::unique_ptr<Command> make_integrity();
std::unique_ptr<Command> make_doctor();
std::unique_ptr<Command> make_db();
std::unique_ptr<Command> make_events();
std::unique_ptr<Command> make_blobs();
std::unique_ptr<Command> make_secrets();
std::unique_ptr<Command> make_audit();

// Parses `arguments`, what stands behind the command's name, and runs it, or shows its help.
int run_command(Command& command, const std::vector<std::string>& arguments);

// Runs a command that a plugin brings: `arguments` are the plugin's id, the command and what follows; nothing when
// there is no plugin of that id that has commands.
std::optional<int> run_plugin_command(const std::vector<std::string>& arguments);
// What `veza --help` says of them: the plugin's id and the names of its commands.
std::vector<std::pair<std::string, std::string>> plugins_with_commands();

// Parses `arguments` (without the program's name) and runs the command they name.
int run_program(const std::vector<std::string>& arguments);

// The settings for an invocation: file by --config, else etc/veza.properties here, else /etc/veza/veza.properties,
// else defaults; environment; --data.
// `faults` as in Settings::load.
base::Result<Settings> load_settings(const Invocation& invocation, std::vector<std::string>* faults = nullptr);

// Prints "veza: <message>" to standard error and returns `status`.
int complain(const std::string& message, int status = exit_failure);

}  // namespace veza::app
