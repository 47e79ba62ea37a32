#include "app/command.h"

#include <Poco/Exception.h>
#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>

#include <filesystem>
#include <iostream>

#include "app/version.h"
#include "base/text.h"

namespace veza::app {
namespace {

using Poco::Util::Option;
using Poco::Util::OptionSet;

OptionSet options_of(const Command& command) {
  OptionSet options;
  options.addOption(Option("help", "h", "show this text"));
  options.addOption(Option("config", "c", "the settings file").argument("FILE"));
  options.addOption(Option("data", "d", "the folder that holds everything the site owns").argument("DIR"));
  command.define(options);
  return options;
}

void print_help(const Command& command, std::ostream& out) {
  const OptionSet options = options_of(command);
  Poco::Util::HelpFormatter help(options);
  help.setCommand("veza " + command.name());
  help.setUsage(command.arguments() + (command.arguments().empty() ? "" : " ") + "[OPTIONS]");
  help.setHeader(command.summary() + ".");
  help.setUnixStyle(true);
  help.setWidth(100);
  help.setAutoIndent();
  help.format(out);
  if (!command.notes().empty()) out << "\n" << command.notes() << "\n";
}

void print_overview(const std::vector<std::unique_ptr<Command>>& commands, std::ostream& out) {
  out << "Veza, a media server for music communities.\n\nusage: veza COMMAND [OPTIONS]\n\n";
  for (const auto& command : commands) {
    std::string line = "  " + command->name();
    line.resize(std::max<size_t>(line.size() + 2, 13), ' ');
    out << line << command->summary() << "\n";
  }
  if (const auto plugins = plugins_with_commands(); !plugins.empty()) {
    out << "\ncommands of plugins:\n";
    for (const auto& [id, summary] : plugins) {
      std::string line = "  " + id;
      line.resize(std::max<size_t>(line.size() + 2, 13), ' ');
      out << line << summary << "\n";
    }
  }
  out << "\n  veza COMMAND --help   more about one\n  veza --version        version, SDK and plugins\n";
}

// Sorts the words into options and others; an unknown option throws Poco::Util::OptionException.
Invocation parse(const Command& command, const std::vector<std::string>& arguments) {
  const OptionSet options = options_of(command);
  Poco::Util::OptionProcessor processor(options);
  processor.setUnixStyle(true);
  Invocation invocation;
  for (const auto& word : arguments) {
    std::string name, value;
    // An option whose argument is the next word comes back, named, with that word.
    if (!processor.process(word, name, value)) {
      invocation.words.push_back(word);
    } else if (!name.empty()) {
      invocation.options[name] = value;
    }
  }
  processor.checkRequired();
  return invocation;
}

}  // namespace

std::string Invocation::get(const std::string& name, const std::string& otherwise) const {
  const auto at = options.find(name);
  return at == options.end() ? otherwise : at->second;
}

int complain(const std::string& message, int status) {
  std::cerr << "veza: " << message << std::endl;
  return status;
}

std::vector<std::unique_ptr<Command>> all_commands() {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(make_serve());
  commands.push_back(make_migrate());
  commands.push_back(make_plugin());
  commands.push_back(make_user());
  commands.push_back(make_mail());
  commands.push_back(make_role());
  commands.push_back(make_db());
  commands.push_back(make_events());
  commands.push_back(make_blobs());
  commands.push_back(make_audit());
  commands.push_back(make_backup());
  commands.push_back(make_integrity());
  commands.push_back(make_secrets());
  commands.push_back(make_config());
  commands.push_back(make_doctor());
  return commands;
}

base::Result<Settings> load_settings(const Invocation& invocation, std::vector<std::string>* faults) {
  std::string file = invocation.get("config");
  if (file.empty()) {
    for (const char* candidate : {"etc/veza.properties", "/etc/veza/veza.properties"}) {
      if (file.empty() && std::filesystem::exists(candidate)) file = candidate;
    }
  }
  auto settings = Settings::load(file, veza_environment(), faults);
  if (settings && invocation.has("data")) {
    if (auto status = settings->set("data.dir", invocation.get("data"), "--data"); !status) {
      return tl::unexpected(status.error());
    }
  }
  return settings;
}

int run_command(Command& command, const std::vector<std::string>& arguments) {
  Invocation invocation;
  try {
    invocation = parse(command, arguments);
  } catch (const Poco::Exception& error) {
    return complain(error.displayText() + ". `veza " + command.name() + " --help` shows the options.", exit_usage);
  }
  if (invocation.has("help")) {
    print_help(command, std::cout);
    return exit_ok;
  }
  return command.run(invocation);
}

int run_program(const std::vector<std::string>& arguments) {
  const auto commands = all_commands();
  const std::string first = arguments.empty() ? "" : arguments[0];
  if (first.empty() || first == "--help" || first == "-h" || first == "help") {
    print_overview(commands, first.empty() ? std::cerr : std::cout);
    return first.empty() ? exit_usage : exit_ok;
  }
  if (first == "--version" || first == "-V" || first == "version") {
    return arguments.size() == 1 ? print_version() : complain(first + " takes no further words.", exit_usage);
  }
  std::vector<std::string> names;
  for (const auto& command : commands) {
    names.push_back(command->name());
    if (command->name() == first) return run_command(*command, {arguments.begin() + 1, arguments.end()});
  }
  if (const auto status = run_plugin_command(arguments)) return *status;
  for (const auto& [id, summary] : plugins_with_commands()) names.push_back(id);
  const std::string near = base::nearest(first, names);
  return complain("there is no command " + first + ". " +
                      (near.empty() ? "`veza --help` lists them." : "Did you mean " + near + "?"),
                  exit_usage);
}

}  // namespace veza::app
