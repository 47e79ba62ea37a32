// Loads a folder of plugins, runs their lives, and keeps the site serving whatever they do.
//
//     create → migrations → start → running → drain → stop → sweep → destroy
//
// A plugin that cannot be loaded, throws, or does not come back in time is left out with a sentence that says why and
// what to do; the others run on.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "plugins/services.h"

namespace veza::plugins {

class CommandRun;

enum class PluginState {
  running,
  switched_off,  // an admin does not want it
  disabled,      // its code was not run: a bad manifest, the wrong SDK, a missing service, a crash last time
  failed         // its code was run and failed, or hung
};
std::string_view name(PluginState state);

struct PluginInfo {
  std::string id, name, version, description, folder;  // name … description are empty without a good manifest
  PluginState state = PluginState::disabled;
  std::string reason;  // one sentence; empty while running
  // {permission: reason} of plugin.json.
  base::Json permissions = base::Json::object();
};

struct PluginHostConfig {
  std::string plugin_dir;                      // one folder a plugin
  std::string data_dir;                        // <data>; state and scratch folders go to <data>/plugins/
  std::string libexec_dir;                     // helper programs
  std::map<std::string, base::Json> settings;  // id → {key: value}, values as text
  std::vector<std::string> disabled;           // ids not to load
  int64_t start_ms = 30'000;                   // how long create and start may take, each
  int64_t stop_ms = 10'000;                    // how long a plugin may take to stop
  // For a plugin's command: its id. It and those it needs are started, beside a server that may run on the folder: with
  // scratch folders of their own, on a database that is up to date.
  std::string command_of = {};
};

// Load and stop are for one thread, the one that runs the program; list is for any.
class PluginHost {
 public:
  // Everything in `services` outlives it.
  PluginHost(PluginHostConfig config, const Services& services);
  ~PluginHost();  // stop()
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  // Starts every plugin of the folder that can be started, those that others need first. Errors: the folder, or
  // <data>/plugins, cannot be read. A plugin's fault is no error; it is in list().
  base::Status load();

  // Runs a command of the plugin in `command_of` and returns its exit status. Errors: the plugin does not run, has no
  // such command, or what the command failed with.
  base::Result<int> run_command(const std::string& command, CommandRun& run);

  // Stops one plugin, or all in reverse order. False when one did not stop in time: it was swept and abandoned, its
  // threads may still run, so end the process with _exit(2) when there is nothing else to do.
  bool stop(const std::string& id);
  bool stop();

  // Sorted by id.
  std::vector<PluginInfo> list() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::plugins
