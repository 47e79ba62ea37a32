// `veza library scan`: commands that plugins bring.
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "app/command.h"
#include "app/interrupts.h"
#include "app/progress_bar.h"
#include "app/site.h"
#include "base/guarded.h"
#include "base/text.h"
#include "plugins/command_run.h"
#include "plugins/discover.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

// What the command shows goes to the terminal, or wherever the person sent it.
class Console : public plugins::CommandRun {
 public:
  explicit Console(const Invocation& invocation) {
    words = invocation.words;
    options = invocation.options;
    for (const char* host : {"help", "config", "data"}) options.erase(host);
  }

  base::Status print(Stream stream, std::string_view text) override {
    return screen_.with([&](Screen& screen) -> base::Status {
      screen.bar.reset();
      const int fd = stream == Stream::out ? STDOUT_FILENO : STDERR_FILENO;
      while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return base::fail(base::Code::unavailable, "nobody reads what the command prints");
        text.remove_prefix(static_cast<size_t>(written));
      }
      return {};
    });
  }

  void progress(uint64_t done, uint64_t total, std::string_view unit, std::string_view what) override {
    screen_.with([&](Screen& screen) {
      if (!screen.bar || screen.unit != unit) {
        screen.unit = unit;
        screen.bar = std::make_unique<ProgressBar>(
            [unit = screen.unit](uint64_t count) { return std::to_string(count) + (unit.empty() ? "" : " " + unit); });
      }
      std::string shown = plugins::for_terminal(what);
      std::replace(shown.begin(), shown.end(), '\n', '?');
      screen.bar->show(done, total, shown.size() > 60 ? "" : shown);
    });
  }

  bool interrupted() const override { return interrupts_.came(); }
  int interrupt_fd() const override { return interrupts_.fd(); }

 private:
  struct Screen {
    std::unique_ptr<ProgressBar> bar;
    std::string unit;
  };
  Interrupts interrupts_;
  base::Guarded<Screen> screen_;
};

class CommandOfPlugin : public Command {
 public:
  CommandOfPlugin(std::string plugin, plugins::CommandInfo info) : plugin_(std::move(plugin)), info_(std::move(info)) {}
  std::string name() const override { return plugin_ + " " + info_.name; }
  std::string summary() const override { return info_.summary; }
  std::string arguments() const override { return info_.arguments; }
  std::string notes() const override { return info_.notes; }
  void define(Poco::Util::OptionSet& options) const override {
    for (const auto& option : info_.options) {
      Option made(option.name, "", option.help);
      if (!option.argument.empty()) made.argument(option.argument);
      options.addOption(made);
    }
  }
  int run(const Invocation& invocation) override {
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    // A helper program that died, or a pipe that nobody reads, is an error to tell.
    ::signal(SIGPIPE, SIG_IGN);
    // Before any thread starts.
    Console console(invocation);
    const base::Log log(base::fd_sink(STDERR_FILENO), base::LogFormat::human, base::LogLevel::warn, plugin_);
    const auto status = Site::run_command(*settings, find_layout(), log, plugin_, info_.name, console);
    if (!status) return complain(status.error().message);
    return *status;
  }

 private:
  std::string plugin_;
  plugins::CommandInfo info_;
};

// Where plugins stand: the settings say so, and settings that are wrong are told by what needs them.
std::vector<plugins::Found> found_plugins(const std::vector<std::string>& arguments) {
  Invocation invocation;
  for (size_t i = 0; i < arguments.size(); ++i) {
    for (const std::string name : {"--config=", "-c"}) {
      if (arguments[i].starts_with(name)) invocation.options["config"] = arguments[i].substr(name.size());
    }
    if ((arguments[i] == "--config" || arguments[i] == "-c") && i + 1 < arguments.size())
      invocation.options["config"] = arguments[i + 1];
  }
  const auto settings = load_settings(invocation);
  const Layout layout = find_layout();
  auto found = plugins::discover(settings ? plugin_folder(*settings, layout) : layout.plugins);
  return found ? std::move(*found) : std::vector<plugins::Found>();
}

void print_commands(const plugins::Manifest& plugin, std::ostream& out) {
  out << plugin.description << "\n\nusage: veza " << plugin.id << " COMMAND [OPTIONS]\n\n";
  for (const auto& command : plugin.commands) {
    std::string line = "  " + command.name;
    line.resize(std::max<size_t>(line.size() + 2, 13), ' ');
    out << line << command.summary << "\n";
  }
  out << "\n  veza " << plugin.id << " COMMAND --help   more about one\n";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> plugins_with_commands() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& plugin : found_plugins({})) {
    if (!plugin.manifest || plugin.manifest->commands.empty()) continue;
    std::string commands;
    for (const auto& command : plugin.manifest->commands) commands += (commands.empty() ? "" : ", ") + command.name;
    all.emplace_back(plugin.id, commands);
  }
  return all;
}

std::optional<int> run_plugin_command(const std::vector<std::string>& arguments) {
  for (const auto& plugin : found_plugins(arguments)) {
    if (plugin.id != arguments[0] || !plugin.manifest || plugin.manifest->commands.empty()) continue;
    const std::string word = arguments.size() > 1 ? arguments[1] : "";
    if (word.empty() || word == "--help" || word == "-h") {
      print_commands(*plugin.manifest, word.empty() ? std::cerr : std::cout);
      return word.empty() ? exit_usage : exit_ok;
    }
    if (const auto* info = plugin.manifest->command(word)) {
      CommandOfPlugin command(plugin.id, *info);
      return run_command(command, {arguments.begin() + 2, arguments.end()});
    }
    std::vector<std::string> names;
    for (const auto& command : plugin.manifest->commands) names.push_back(command.name);
    const std::string near = base::nearest(word, names);
    return complain("the plugin " + plugin.id + " has no command " + word + ". " +
                        (near.empty() ? "`veza " + plugin.id + " --help` lists them." : "Did you mean " + near + "?"),
                    exit_usage);
  }
  return std::nullopt;
}

}  // namespace veza::app
