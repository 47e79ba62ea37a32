// One loaded plugin as its service tables see it.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "base/json.h"
#include "base/log.h"
#include "plugins/gate.h"
#include "plugins/last_error.h"
#include "plugins/manifest.h"

namespace veza::plugins {

class CommandRun;

struct PluginContext {
  Manifest manifest;
  std::string folder;       // absolute, where plugin.json stands
  std::string scratch_dir;  // the plugin's own, emptied at every start
  std::string libexec_dir;
  std::string settings;  // JSON object, checked against the manifest's schema
  base::Log log;         // named "plugin.<id>"

  // Calls from host to plugin: open while it runs. Requests only look at `live`; the router counts them itself.
  Gate calls_in;
  std::atomic<bool> live{false};
  // Calls from plugin to host: open from create until the sweep.
  Gate calls_out;
  // The thread on which start runs; registrations are taken from it, and only meanwhile.
  std::atomic<std::thread::id> registering{};

  // What the plugin registered with veza.cli/1: name → the run, which gives the exit status or a failure.
  std::map<std::string, std::function<int32_t(CommandRun&)>> commands;

  const std::string& id() const { return manifest.id; }
  // VEZA_OK, or a failure naming the function that was called too late or from another thread.
  veza_status check_registering(std::string_view function) const {
    if (registering.load() == std::this_thread::get_id()) return VEZA_OK;
    return refuse(base::Code::conflict, std::string(function) + " may be called from the plugin's start only");
  }
};

}  // namespace veza::plugins
