#include "plugins/plugin_host.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "base/guarded.h"
#include "base/text.h"
#include "data/migrations.h"
#include "http/openapi.h"
#include "identity/role_book.h"
#include "plugins/command_run.h"
#include "plugins/command_scratch.h"
#include "plugins/control_thread.h"
#include "plugins/discover.h"
#include "plugins/instance.h"
#include "plugins/migrations.h"
#include "plugins/settings_schema.h"
#include "plugins/start_order.h"
#include "plugins/state_files.h"

namespace veza::plugins {
namespace fs = std::filesystem;
using base::Code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string_view name(PluginState state) {
  switch (state) {
    case PluginState::running:
      return "running";
    case PluginState::disabled:
      return "disabled";
    case PluginState::switched_off:
      return "switched_off";
    case PluginState::failed:
      return "failed";
  }
  return "";
}

namespace {

// Leaves the plugin and those that offer what it must have.
void keep_needed(std::vector<const Manifest*>& chosen, const std::string& id) {
  std::set<std::string> needed{id};
  for (size_t before = 0; before != needed.size();) {
    before = needed.size();
    for (const auto* plugin : chosen) {
      if (!needed.contains(plugin->id)) continue;
      for (const auto& wanted : plugin->requirements) {
        if (wanted.optional) continue;
        for (const auto* other : chosen) {
          const auto& offers = other->offers;
          if (std::find(offers.begin(), offers.end(), wanted.service) != offers.end()) needed.insert(other->id);
        }
      }
    }
  }
  std::erase_if(chosen, [&](const auto* plugin) { return !needed.contains(plugin->id); });
}

}  // namespace

struct PluginHost::Impl {
  PluginHostConfig config;
  Services services;
  Offers offers;
  ControlThread control;
  base::Guarded<std::map<std::string, PluginInfo>> infos;
  std::vector<std::shared_ptr<Instance>> running;    // in start order
  std::vector<std::shared_ptr<Instance>> abandoned;  // their code may still use them

  std::vector<CommandScratch> scratch;  // in the process of a command

  Impl(PluginHostConfig c, const Services& s) : config(std::move(c)), services(s) {
    services.in_command = !config.command_of.empty();
  }
  bool in_command() const { return services.in_command; }

  void set_state(const std::string& id, PluginState state, const std::string& reason) {
    infos.with([&](auto& all) {
      all[id].state = state;
      all[id].reason = reason;
    });
    if (state == PluginState::running) return;
    const auto level = state == PluginState::switched_off ? base::LogLevel::info : base::LogLevel::error;
    services.log.write(level, reason, {{"plugin", id}, {"state", name(state)}});
  }
  void disable(const std::string& id, const std::string& why) {
    set_state(id, PluginState::disabled, "plugin \"" + id + "\" is disabled: " + why);
  }
  void switch_off(const std::string& id, const std::string& why) {
    set_state(id, PluginState::switched_off, "plugin \"" + id + "\" is switched off: " + why);
  }
  void failed(const std::string& id, const std::string& how) {
    set_state(id, PluginState::failed, "plugin \"" + id + "\" " + how);
  }

  // The instance's step on the control thread. The closure owns the instance, so a step that never returns keeps it.
  template <class Step>
  bool on_control(const std::shared_ptr<Instance>& instance, int64_t limit_ms, Step step) {
    return control.run([instance, step] { step(*instance); }, milliseconds(limit_ms));
  }
  // A step with a result; nothing when it did not come back.
  template <class Step>
  std::optional<base::Status> try_on_control(const std::shared_ptr<Instance>& instance, int64_t limit_ms, Step step) {
    auto result = std::make_shared<base::Status>();
    if (!on_control(instance, limit_ms, [result, step](Instance& it) { *result = step(it); })) return std::nullopt;
    return *result;
  }

  // What others hold for the plugin besides its registrations.
  void forget(const Instance& instance) {
    services.openapi.remove_owner(instance.manifest().id);
    if (services.roles != nullptr) services.roles->withdraw(instance.manifest().id);
  }

  void abandon(const std::shared_ptr<Instance>& instance) {
    instance->sweep(steady_clock::now());
    forget(*instance);
    instance->refuse_calls(steady_clock::now());
    abandoned.push_back(instance);
  }

  // After a failed create or start: nothing of it stays.
  void discard(const std::shared_ptr<Instance>& instance) {
    const auto deadline = steady_clock::now() + milliseconds(config.stop_ms);
    const bool swept = instance->sweep(deadline);
    forget(*instance);
    if (!instance->refuse_calls(deadline) || !swept ||
        !on_control(instance, config.stop_ms, [](Instance& it) { it.destroy(); })) {
      abandoned.push_back(instance);
    }
  }

  base::Result<InstanceSpec> prepare(const Manifest& manifest, const std::string& folder);
  base::Status add_openapi(const Instance& instance, const std::string& folder);
  void start(const Manifest& manifest, const std::string& folder, const StateFiles& state);
  base::Status bring_up(const std::shared_ptr<Instance>& instance, const std::string& folder);
  std::vector<const Manifest*> choose(const std::vector<Found>& found, const StateFiles& state,
                                      const std::map<std::string, std::string>& switched_off);
  bool take_down(const std::shared_ptr<Instance>& instance);
  void warn_of_unknown_permissions() const;
};

// Whoever is to declare them may be switched off: no reason to leave a plugin out, but nobody passes its routes.
void PluginHost::Impl::warn_of_unknown_permissions() const {
  if (services.roles == nullptr) return;
  const auto table = services.roles->table();
  for (const auto& instance : running) {
    const auto& manifest = instance->manifest();
    for (const auto& asked : manifest.permissions) {
      if (table->permission(asked.permission) != nullptr) continue;
      services.log.warn("plugin \"" + manifest.id + "\" asks for the permission " + asked.permission +
                            ", which nobody declares, so no role holds it",
                        {{"plugin", manifest.id}});
    }
  }
}

// Settings, and a scratch folder that is empty.
base::Result<InstanceSpec> PluginHost::Impl::prepare(const Manifest& manifest, const std::string& folder) {
  const auto given = config.settings.find(manifest.id);
  const auto settings =
      resolve_settings(manifest.config, given == config.settings.end() ? base::Json::object() : given->second);
  if (!settings) return base::fail(settings.error());
  const fs::path own = fs::absolute(fs::path(config.data_dir) / "plugins" / manifest.id);
  if (in_command()) {
    auto made = CommandScratch::make(own.string());
    if (!made) return base::fail(made.error());
    scratch.push_back(std::move(*made));
    return InstanceSpec{manifest, folder, scratch.back().path(), config.libexec_dir, base::to_text(*settings)};
  }
  const fs::path emptied = own / "scratch";
  std::error_code error;
  fs::remove_all(emptied, error);
  fs::create_directories(emptied, error);
  if (error) return base::fail(base::errno_error("cannot make its folder " + emptied.string(), error.value()));
  return InstanceSpec{manifest, folder, emptied.string(), config.libexec_dir, base::to_text(*settings)};
}

base::Status PluginHost::Impl::add_openapi(const Instance& instance, const std::string& folder) {
  const auto text = base::read_file(folder + "/openapi.json", 4U << 20);
  if (!text) return text.error().code == Code::not_found ? base::Status() : base::fail(text.error());
  return services.openapi.add_fragment_text(instance.manifest().id, *text);
}

// Errors read on from: plugin "x" ….
base::Status PluginHost::Impl::bring_up(const std::shared_ptr<Instance>& instance, const std::string& folder) {
  const auto late = [&](const std::string& step) {
    abandon(instance);
    return base::fail(Code::unavailable, "did not return from " + step + " within " +
                                             std::to_string(config.start_ms / 1000) + " s and was abandoned");
  };
  const auto lost = [&](const std::string& what, const base::Error& error) {
    discard(instance);
    return base::fail(error.code, what + ": " + error.message);
  };
  const auto created = try_on_control(instance, config.start_ms, [](Instance& it) { return it.create(); });
  if (!created) return late("create");
  if (!*created) return lost("could not be created", created->error());
  // A command meets the tables as the server left them, which may be at work on them.
  const auto bring_tables = in_command() ? &check_migrated : &migrate_plugin;
  if (auto status = bring_tables(services.db, instance->manifest().id, folder); !status) {
    return lost("could not bring its tables up to date", status.error());
  }
  if (auto status = add_openapi(*instance, folder); !status) {
    return lost("has an openapi.json that cannot be used", status.error());
  }
  const auto started = try_on_control(instance, config.start_ms, [](Instance& it) { return it.start(); });
  if (!started) return late("start");
  if (!*started) return lost("failed in start", started->error());
  const auto live = try_on_control(instance, config.start_ms, [](Instance& it) { return it.go_live(); });
  if (!live) return late("its registrations");
  if (*live) return {};
  take_down(instance);
  return base::fail(live->error().code, "could not register: " + live->error().message);
}

void PluginHost::Impl::start(const Manifest& manifest, const std::string& folder, const StateFiles& state) {
  const auto& id = manifest.id;
  auto spec = prepare(manifest, folder);
  if (!spec) return disable(id, spec.error().message);
  if (services.roles != nullptr) {
    if (auto status = services.roles->declare(id, manifest.declared()); !status)
      return disable(id, status.error().message);
  }
  if (!in_command()) {
    if (auto status = state.mark_starting(id); !status) return disable(id, status.error().message);
  }
  auto instance = std::make_shared<Instance>(std::move(*spec), services, offers);
  const auto status = bring_up(instance, folder);
  if (!in_command()) {
    if (auto cleared = state.clear_starting(id); !cleared) services.log.warn(cleared.error().message, {{"plugin", id}});
  }
  if (!status) return failed(id, status.error().message);
  running.push_back(std::move(instance));
  set_state(id, PluginState::running, "");
  services.log.info("plugin \"" + id + "\" " + manifest.version + " is running", {{"plugin", id}});
}

// Those whose code may be run; the others are told why not.
std::vector<const Manifest*> PluginHost::Impl::choose(const std::vector<Found>& found, const StateFiles& state,
                                                      const std::map<std::string, std::string>& switched_off) {
  std::vector<const Manifest*> chosen;
  for (const auto& plugin : found) {
    PluginInfo info;
    info.id = plugin.id;
    info.folder = plugin.folder;
    if (plugin.manifest) {
      info.name = plugin.manifest->name;
      info.version = plugin.manifest->version;
      info.description = plugin.manifest->description;
      for (const auto& asked : plugin.manifest->permissions) info.permissions[asked.permission] = asked.reason;
    }
    infos.with([&](auto& all) { all.insert_or_assign(plugin.id, info); });
    if (!plugin.manifest) {
      set_state(plugin.id, PluginState::disabled, plugin.manifest.error().message);
    } else if (std::find(config.disabled.begin(), config.disabled.end(), plugin.id) != config.disabled.end()) {
      switch_off(plugin.id, "the setting plugins.disabled names it");
    } else if (const auto off = switched_off.find(plugin.id); off != switched_off.end()) {
      switch_off(plugin.id, off->second + "; enable it with: veza plugin enable " + plugin.id);
    } else if (state.was_starting(plugin.id)) {
      disable(plugin.id,
              "the process ended while it was starting the last time; see the log, then enable it again with: "
              "veza plugin enable " +
                  plugin.id);
    } else if (auto status = check_sdk(host_sdk_version(), plugin.manifest->sdk_min, plugin.manifest->sdk_max);
               !status) {
      disable(plugin.id, status.error().message);
    } else {
      chosen.push_back(&*plugin.manifest);
    }
  }
  return chosen;
}

bool PluginHost::Impl::take_down(const std::shared_ptr<Instance>& instance) {
  const auto& id = instance->manifest().id;
  const auto deadline = steady_clock::now() + milliseconds(config.stop_ms);
  const auto left = [&] {
    return std::max<int64_t>(1, std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count());
  };
  const auto give_up = [&](const std::string& what) {
    abandon(instance);
    failed(id, what + " within " + std::to_string(config.stop_ms / 1000) +
                   " s; its registrations were removed and it was abandoned");
    return false;
  };
  instance->close();
  if (!on_control(instance, left(), [](Instance& it) { it.drain(); })) return give_up("did not return from drain");
  if (!instance->sweep(deadline)) return give_up("did not finish its calls");
  forget(*instance);
  if (!on_control(instance, left(), [](Instance& it) { it.stop(); })) return give_up("did not return from stop");
  if (!instance->refuse_calls(deadline)) return give_up("left threads behind that did not finish their calls");
  if (!on_control(instance, left(), [](Instance& it) { it.destroy(); })) return give_up("did not return from destroy");
  infos.with([&](auto& all) {
    all[id].state = PluginState::disabled;
    all[id].reason = "plugin \"" + id + "\" was stopped";
  });
  services.log.info("plugin \"" + id + "\" stopped", {{"plugin", id}});
  return true;
}

PluginHost::PluginHost(PluginHostConfig config, const Services& services)
    : impl_(std::make_unique<Impl>(std::move(config), services)) {}

PluginHost::~PluginHost() { stop(); }

base::Status PluginHost::load() {
  auto& impl = *impl_;
  const auto state = StateFiles::open(impl.config.data_dir + "/plugins");
  if (!state) return base::fail(state.error());
  const auto switched_off = state->disabled();
  if (!switched_off) return base::fail(switched_off.error());
  const auto found = discover(impl.config.plugin_dir);
  if (!found) return base::fail(found.error());
  std::map<std::string, std::string> folders;
  std::vector<std::string> ids;
  for (const auto& plugin : *found) {
    folders[plugin.id] = plugin.folder;
    ids.push_back(plugin.id);
  }
  for (const auto& [id, values] : impl.config.settings) {
    if (folders.contains(id)) continue;
    const auto near = base::nearest(id, ids);
    impl.services.log.warn("there are settings plugin." + id + ".…, but no plugin of that id" +
                           (near.empty() ? "" : "; did you mean plugin." + near + "?"));
  }
  auto chosen = impl.choose(*found, *state, *switched_off);
  if (impl.in_command()) keep_needed(chosen, impl.config.command_of);
  const auto order = start_order(chosen, host_service_ids());
  for (const auto& [id, why] : order.refused) impl.disable(id, why);
  for (const auto* manifest : order.order) impl.start(*manifest, folders[manifest->id], *state);
  if (!impl.in_command()) impl.warn_of_unknown_permissions();
  return {};
}

base::Result<int> PluginHost::run_command(const std::string& command, CommandRun& run) {
  const auto& id = impl_->config.command_of;
  for (const auto& instance : impl_->running) {
    if (instance->manifest().id == id) return instance->run_command(command, run);
  }
  const auto why = impl_->infos.with([&](const auto& all) {
    const auto found = all.find(id);
    return found == all.end() ? "there is no plugin " + id : found->second.reason;
  });
  return base::fail(Code::unavailable, why);
}

bool PluginHost::stop(const std::string& id) {
  auto& running = impl_->running;
  const auto found =
      std::find_if(running.begin(), running.end(), [&](const auto& it) { return it->manifest().id == id; });
  if (found == running.end()) return true;
  const auto instance = *found;
  running.erase(found);
  return impl_->take_down(instance);
}

bool PluginHost::stop() {
  bool all = true;
  while (!impl_->running.empty()) all = stop(impl_->running.back()->manifest().id) && all;
  return all && impl_->abandoned.empty();
}

std::vector<PluginInfo> PluginHost::list() const {
  return impl_->infos.with([](const auto& all) {
    std::vector<PluginInfo> infos;
    for (const auto& [id, info] : all) infos.push_back(info);
    return infos;
  });
}

}  // namespace veza::plugins
