// The composition root: every part of a site, made once, in order, and taken down in the opposite one.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/layout.h"
#include "app/settings.h"
#include "base/log.h"
#include "data/migrations.h"
#include "http/openapi.h"
#include "http/router.h"
#include "plugins/plugin_host.h"

namespace veza::app {

// Where plugins and scripts are: the settings', or what comes with the program.
std::string plugin_folder(const Settings& settings, const Layout& layout);
std::string policy_folder(const Settings& settings, const Layout& layout);

// The host's migrations and those of every plugin found.
base::Result<std::vector<data::Component>> all_migrations(const Settings& settings, data::Dialect dialect);

class Site {
 public:
  // Opens the data folder (one server at a time), brings the database up to date, loads policy and plugins, begins
  // running jobs. Nothing listens yet. Errors are one sentence.
  static base::Result<std::unique_ptr<Site>> open(const Settings& settings, const Layout& layout, const base::Log& log);
  // Runs a plugin's command beside a server that may have the data folder: opens what the plugin needs, starts it, and
  // takes all down again. Returns the exit status. Errors are one sentence.
  static base::Result<int> run_command(const Settings& settings, const Layout& layout, const base::Log& log,
                                       const std::string& plugin, const std::string& command, plugins::CommandRun& run);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  base::Status listen();
  // The first address that listens, as this machine reaches it: "http://127.0.0.1:8080".
  std::string local_url() const;
  // What site.url says, or local_url().
  std::string url() const;
  // What /metrics tells as log_lines_dropped_total.
  void count_dropped_lines(std::function<uint64_t()> dropped);
  // The link that makes the first admin; empty once there is one.
  base::Result<std::string> setup_link();
  // What SIGHUP asks for: scripts and certificate again. Faults go to the log, and what ran before goes on.
  void reload();
  // Lets requests finish, stops jobs, plugins, events. False when a plugin did not stop in time (its threads may still
  // run: end the process without destructors).
  bool stop();

  std::vector<plugins::PluginInfo> plugins() const;
  const http::Router& router() const;
  base::Json api_document() const;

 private:
  struct Impl;
  explicit Site(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::app
