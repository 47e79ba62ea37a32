// One plugin in memory: its code, its view of the host, and the steps of its life. PluginHost decides when to take
// which; every step but sweep runs on the control thread.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "plugins/offers.h"
#include "plugins/plugin_context.h"
#include "plugins/service.h"
#include "veza/abi/plugin.h"

namespace veza::plugins {

// What is found out about a plugin before its code runs.
struct InstanceSpec {
  Manifest manifest;
  std::string folder, scratch_dir, libexec_dir;
  std::string settings;  // JSON object
};

class Instance {
 public:
  Instance(InstanceSpec spec, const Services& services, Offers& offers);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  const Manifest& manifest() const { return context_.manifest; }

  // Loads the library and calls its entry.
  base::Status create();
  // Calls start. What it registers is not called yet; on an error everything is to be swept.
  base::Status start();
  // Lets calls in, and makes the registrations live that must not run before start has returned; in the process of a
  // command nothing else is to run.
  base::Status go_live();
  // No new calls come in from now on. Any thread.
  void close();
  // Runs one of its commands; the exit status. not_found: it registered none of that name. [the program's thread]
  base::Result<int> run_command(const std::string& name, CommandRun& run);
  void drain();
  void stop();
  void destroy();

  // Takes every registration back and waits for the calls under way; false when some still ran at the deadline. Any
  // thread.
  bool sweep(std::chrono::steady_clock::time_point deadline);
  // Refuses whatever the plugin's own threads still ask for; false when a call was under way at the deadline.
  bool refuse_calls(std::chrono::steady_clock::time_point deadline);

 private:
  static const void* find_service(void* ctx, veza_str id) noexcept;
  static veza_status offer(void* ctx, veza_str id, const void* table) noexcept;
  static veza_str last_sentence(void* ctx) noexcept;
  static void set_error(void* ctx, veza_str text) noexcept;
  const void* lookup(std::string_view id);
  // Calls a step without result, whatever it throws.
  void step(const char* name, void (*function)(void*));

  PluginContext context_;
  Offers& offers_;
  bool in_command_;
  std::vector<std::unique_ptr<Service>> services_;
  veza_host host_{};
  veza_plugin plugin_{};
};

}  // namespace veza::plugins
