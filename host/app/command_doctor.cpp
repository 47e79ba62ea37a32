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
#include "app/site_checks.h"
#include "app/site_mail.h"
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
    std::vector<std::string> faults;
    auto settings = load_settings(invocation, &faults);
    if (!settings) return complain(settings.error().message, exit_config);
    const Layout layout = find_layout();
    for (auto& fault : site_faults(*settings, layout)) faults.push_back(std::move(fault));
    Report report;
    for (const auto& fault : faults) report.say(false, "settings", fault);
    if (!faults.empty()) {
      report.end();
      return exit_config;
    }
    report.say(true, "settings", "sound");
    if (!has_site(*settings)) return complain(no_site(*settings), exit_config);
    const auto dir = open_data_dir(settings->text("data.dir"));
    if (!dir) return complain(dir.error().message, exit_config);
    if (const auto url = running_server(*dir)) return examine_running(*settings, layout, *dir, *url, report);
    // Each by itself, so that one that is away does not hide the others.
    if (!examine_stores(*settings, *dir, report)) return report.end();
    // What there is to do is for a server.
    if (auto set = settings->set("jobs.run", "false", "doctor"); !set) return complain(set.error().message);
    auto kept = std::make_shared<Kept>();
    auto site = Site::open(*settings, layout, base::Log(kept, base::LogFormat::json, base::LogLevel::warn, "host"));
    if (!site) return complain(site.error().message, exit_config);
    report.say(true, "schema", "up to date");
    examine_plugins(**site, report);
    examine_programs(layout, report);
    examine_mail(*settings, report);
    examine_log(*kept, report);
    if (invocation.has("api")) examine_api(**site, report);
    if (!(*site)->stop()) report.say(false, "stop", "a plugin did not stop in time");
    return report.end();
  }

 private:
  static int examine_running(const Settings& settings, const Layout& layout, const DataDir& dir, const std::string& url,
                             Report& report) {
    const std::string fault = ask_server(settings, url);
    report.say(fault.empty(), "server", fault.empty() ? "runs and is ready" : fault);
    if (examine_stores(settings, dir, report)) examine_schema(settings, dir, report);
    examine_programs(layout, report);
    examine_mail(settings, report);
    std::cout << "The server runs; for plugins and scripts, stop it first or see /health/deep as an admin.\n";
    return report.end();
  }

  // A site without mail is sound, but its members should know.
  static void examine_mail(const Settings& settings, Report& report) {
    if (!sends_mail(settings))
      return report.say(true, "mail",
                        "the site sends none (mail.url is empty); who forgets a password needs `veza user "
                        "reset-password`");
    const auto transport = open_mail(settings);
    if (!transport) return report.say(false, "mail", transport.error().message);
    const auto answers = (*transport)->probe();
    report.say(answers.has_value(), "mail",
               answers ? (*transport)->describe() + " would take it; `veza mail test ADDRESS` sends one"
                       : answers.error().message);
  }

  // One line of the report: what `open` gives must answer a ping.
  template <class Store>
  static bool examine_store(const char* what, const base::Result<std::unique_ptr<Store>>& store, Report& report) {
    if (!store) {
      report.say(false, what, store.error().message);
      return false;
    }
    const auto answers = (*store)->ping();
    report.say(answers.has_value(), what, answers ? (*store)->describe() + " answers" : answers.error().message);
    return answers.has_value();
  }

  static bool examine_stores(const Settings& settings, const DataDir& dir, Report& report) {
    const bool database = examine_store("database", open_database(settings, dir), report);
    const bool cache = examine_store("cache", open_kv(settings, base::Log()), report);
    const bool blobs = examine_store("blobs", open_blobs(settings, dir), report);
    return database && cache && blobs;
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

  static void examine_schema(const Settings& settings, const DataDir& dir, Report& report) {
    const auto db = open_database(settings, dir);
    if (!db) return report.say(false, "schema", db.error().message);
    const auto components = all_migrations(settings, (*db)->dialect());
    const auto pending = components ? data::pending(**db, *components) : tl::unexpected(components.error());
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
