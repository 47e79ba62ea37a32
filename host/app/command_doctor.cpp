// `veza doctor`
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/command.h"
#include "app/site.h"
#include "base/guarded.h"
#include "base/log.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

// Prints one line a finding and remembers whether any was bad.
class Report {
 public:
  void say(bool sound, const std::string& what, const std::string& sentence) {
    std::cout << (sound ? "  ok    " : "  FAULT ") << what << ": " << sentence << "\n";
    sound_ = sound_ && sound;
  }
  bool sound() const { return sound_; }

 private:
  bool sound_ = true;
};

// Keeps what the parts log, so that faults a part only logs (a script that does not compile) are findings too.
struct Kept : base::LogSink {
  base::Guarded<std::vector<std::string>> lines;
  void line(std::string_view text) override {
    lines.with([&](auto& all) { all.emplace_back(text); });
  }
};

class DoctorCommand : public Command {
 public:
  std::string name() const override { return "doctor"; }
  std::string summary() const override {
    return "Look at everything a site needs and say what is wrong and how to mend it";
  }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("api", "", "also compare the API document with the routes"));
  }
  std::string notes() const override {
    return "Starts everything but the listening, so the site's server must be stopped. Exit status 0: all sound; 1: a\n"
           "fault; 78: the settings or the data folder cannot be used.";
  }
  int run(const Invocation& invocation) override {
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    const Layout layout = find_layout();
    auto kept = std::make_shared<Kept>();
    auto site = Site::open(*settings, layout, base::Log(kept, base::LogFormat::json, base::LogLevel::warn, "host"));
    if (!site) return complain(site.error().message, exit_config);
    Report report;
    report.say(true, "settings", "sound");
    report.say(true, "database", "open and up to date in " + settings->text("data.dir"));
    examine_plugins(**site, report);
    examine_programs(layout, report);
    examine_log(*kept, report);
    if (invocation.has("api")) examine_api(**site, report);
    if (!(*site)->stop()) report.say(false, "stop", "a plugin did not stop in time");
    std::cout << (report.sound() ? "Everything is sound.\n" : "Something is wrong; the lines marked FAULT say what.\n");
    return report.sound() ? exit_ok : exit_failure;
  }

 private:
  static void examine_plugins(const Site& site, Report& report) {
    for (const auto& plugin : site.plugins()) {
      const bool running = plugin.state == plugins::PluginState::running;
      report.say(running, "plugin " + plugin.id, running ? "runs, version " + plugin.version : plugin.reason);
    }
  }

  static void examine_programs(const Layout& layout, Report& report) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(layout.libexec, error)) {
      const bool runs = ::access(entry.path().c_str(), X_OK) == 0;
      report.say(runs, "program " + entry.path().filename().string(), runs ? "can be run" : "cannot be executed");
    }
    if (error) report.say(false, "programs", layout.libexec + ": " + error.message() + "; install Veza again");
  }

  static void examine_log(Kept& kept, Report& report) {
    const auto lines = kept.lines.with([](const auto& all) { return all; });
    for (const auto& line : lines) {
      const auto parsed = base::parse_json(line);
      if (!parsed) continue;
      const std::string service = parsed->value("service", "host");
      // The plugins' own faults are in their list already.
      if (service == "plugins") continue;
      report.say(false, service, parsed->value("message", "") + " " + parsed->value("error", ""));
    }
    const bool policy_sound = std::none_of(lines.begin(), lines.end(), [](const std::string& line) {
      return line.find("\"service\":\"policy\"") != std::string::npos;
    });
    if (policy_sound) report.say(true, "policy scripts", "compiled and in force");
  }

  static void examine_api(const Site& site, Report& report) {
    const auto routes = site.router().routes();
    const auto document = site.api_document();
    bool complete = true;
    for (const auto& route : http::routes_missing_from_document(routes, document)) {
      report.say(false, "API", route + " is served but not described");
      complete = false;
    }
    for (const auto& path : http::document_paths_without_route(routes, document)) {
      report.say(false, "API", path + " is described but not served");
      complete = false;
    }
    for (const auto& reference : http::dangling_references(document)) {
      report.say(false, "API", "a reference leads nowhere: " + reference);
      complete = false;
    }
    if (complete) report.say(true, "API", "the document describes every route");
  }
};

}  // namespace

std::unique_ptr<Command> make_doctor() { return std::make_unique<DoctorCommand>(); }

}  // namespace veza::app
