// `veza doctor`
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/command.h"
#include "app/site.h"
#include "app/stores.h"
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
  // The last line; returns the exit status.
  int end() const {
    std::cout << (sound_ ? "Everything is sound.\n" : "Something is wrong; the lines marked FAULT say what.\n");
    return sound_ ? exit_ok : exit_failure;
  }

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
    return "With the site's server stopped, starts everything but the listening; while it runs, looks at the stores "
           "and\n"
           "asks the server itself. Exit status 0: all sound; 1: a fault; 78: the settings or the data folder cannot "
           "be\n"
           "used.";
  }
  int run(const Invocation& invocation) override {
    if (!invocation.words.empty()) return complain("doctor takes no words, only options.", exit_usage);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    const Layout layout = find_layout();
    if (!has_site(*settings)) {
      return complain("there is no site in " + settings->text("data.dir") +
                          " yet. Start one with `veza serve`, or name the right folder with --data DIR.",
                      exit_config);
    }
    const auto dir = open_data_dir(settings->text("data.dir"));
    if (!dir) return complain(dir.error().message, exit_config);
    if (const auto url = running_server(*dir)) return examine_running(*settings, layout, *url);
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
    return report.end();
  }

 private:
  static int examine_running(const Settings& settings, const Layout& layout, const std::string& url) {
    Report report;
    report.say(true, "settings", "sound");
    const std::string fault = ask_server(settings, url);
    report.say(fault.empty(), "server", fault.empty() ? "runs and is ready" : fault);
    auto stores = open_stores(settings);
    if (!stores) {
      report.say(false, "stores", stores.error().message);
    } else {
      const auto answers = stores->db->ping();
      report.say(answers.has_value(), "database", answers ? stores->db->describe() : answers.error().message);
      const auto writable = stores->blobs->ping();
      report.say(writable.has_value(), "blobs", writable ? stores->blobs->describe() : writable.error().message);
      examine_schema(settings, *stores, report);
    }
    examine_programs(layout, report);
    std::cout << "The server runs; for plugins and scripts, stop it first or see /health/deep as an admin.\n";
    return report.end();
  }

  // What the running server says of itself: nothing when it is ready.
  static std::string ask_server(const Settings& settings, const std::string& url) {
    if (url.empty()) return "it holds the data folder but does not listen yet; look again in a moment";
    if (url.starts_with("https:")) return {};  // its certificate is for another name than ours
    try {
      const Poco::URI address(url);
      Poco::Net::HTTPClientSession session(address.getHost(), address.getPort());
      session.setTimeout(Poco::Timespan(5, 0));
      Poco::Net::HTTPRequest request("GET", "/api/v1/health", Poco::Net::HTTPRequest::HTTP_1_1);
      if (const auto hosts = settings.list("http.hosts"); !hosts.empty()) request.setHost(hosts.front());
      session.sendRequest(request);
      Poco::Net::HTTPResponse response;
      std::istream& body = session.receiveResponse(response);
      if (response.getStatus() == 200) return {};
      std::string text;
      Poco::StreamCopier::copyToString(body, text);
      const auto parsed = base::parse_json(text);
      const bool worded = parsed && parsed->contains("error");
      return worded ? (*parsed)["error"].value("message", "it is not ready") : "it is not ready";
    } catch (const Poco::Exception& error) {
      return "it holds the data folder but does not answer at " + url + " (" + error.displayText() + ")";
    }
  }

  static void examine_schema(const Settings& settings, const Stores& stores, Report& report) {
    const auto components = all_migrations(settings, stores.db->dialect());
    const auto pending = components ? data::pending(*stores.db, *components) : tl::unexpected(components.error());
    if (!pending) return report.say(false, "schema", pending.error().message);
    report.say(pending->empty(), "schema",
               pending->empty() ? "up to date" : std::to_string(pending->size()) + " changes wait; restart the server");
  }

  static void examine_plugins(const Site& site, Report& report) {
    for (const auto& plugin : site.plugins()) {
      const bool running = plugin.state == plugins::PluginState::running;
      report.say(running || plugin.state == plugins::PluginState::switched_off, "plugin " + plugin.id,
                 running ? "runs, version " + plugin.version : plugin.reason);
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
