#include "policy/engine.h"

#include <map>
#include <set>

#include "base/crypto.h"
#include "base/guarded.h"
#include "policy/generation.h"
#include "policy/hook_name.h"

namespace veza::policy {
namespace {

constexpr const char* general_fault =
    "This is paused by a fault in the site's policy. The people who run the site can see why.";

Decision fault_decision(const HookSpec& hook, const Registration& registration, std::string fault) {
  Decision decision;
  decision.script = registration.id;
  decision.fault = std::move(fault);
  if (hook.on_failure == OnFailure::allow) return decision;
  decision.kind = hook.on_failure == OnFailure::deny ? Decision::Kind::deny : Decision::Kind::hold;
  decision.reason = "policy_fault";
  decision.message = hook.fault_message.empty() ? general_fault : hook.fault_message;
  return decision;
}

uint64_t fresh_seed() {
  uint64_t seed = 0;
  base::random_bytes(reinterpret_cast<unsigned char*>(&seed), sizeof seed);
  return seed;
}

}  // namespace

struct Engine::Impl {
  EngineConfig config;
  base::Log log;
  base::Guarded<std::map<std::string, HookSpec, std::less<>>, std::shared_mutex> hooks;
  base::Guarded<std::shared_ptr<Generation>> current;
  base::Guarded<std::string> never_loaded;  // why the first load failed; empty once scripts are in force
  base::Guarded<int> reloading;             // one load at a time

  std::optional<HookSpec> hook(std::string_view name) const {
    return hooks.read([&](const auto& declared) -> std::optional<HookSpec> {
      const auto found = declared.find(name);
      if (found == declared.end()) return std::nullopt;
      return found->second;
    });
  }

  std::shared_ptr<Generation> generation() const {
    return current.with([](const auto& value) { return value; });
  }

  base::Result<std::shared_ptr<Generation>> load() const {
    auto scripts = read_scripts(config.dir);
    if (!scripts) return base::fail(scripts.error());
    return Generation::create(std::make_shared<ScriptSet>(std::move(*scripts)), config.limits);
  }

  // What a hook means while no scripts are in force: nobody has an opinion, unless there are scripts that do not load.
  Decision without_scripts(const HookSpec& hook) const {
    const std::string fault = never_loaded.with([](const auto& value) { return value; });
    return fault.empty() ? Decision{} : fault_decision(hook, {}, "the scripts never loaded: " + fault);
  }

  // A failure of one script; says so once a run of failures begins, and once when it is disabled.
  void note_failure(Generation::Script& script, const std::string& fault) {
    const int in_a_row = script.note_failure(fault);
    const base::Json fields{{"script", script.registration.script},
                            {"hook", script.registration.hook},
                            {"id", script.registration.id},
                            {"fault", fault}};
    if (in_a_row == config.failures_to_disable && script.disable())
      log.warn("A policy script failed " + std::to_string(in_a_row) +
                   " times in a row and is no longer run; its hook's failure answer stands in for it until the scripts "
                   "are loaded anew",
               fields);
    else if (in_a_row == 1)
      log.warn("A policy script failed", fields);
  }

  void write_log(State& state, const Registration& registration) {
    for (const std::string& line : state.take_log())
      log.info(line, {{"script", registration.script}, {"id", registration.id}});
  }

  // One script's opinion on `input`; nothing when it has none.
  std::optional<Decision> ask(Generation& generation, const HookSpec& hook, Generation::Script& script,
                              const base::Json& input, const Moment& moment) {
    if (script.disabled())
      return fault_decision(hook, script.registration, "the script is disabled: " + script.last_fault());
    auto lease = generation.borrow();
    if (!lease) {
      note_failure(script, lease.error().message);
      return fault_decision(hook, script.registration, lease.error().message);
    }
    const Registration* registration = lease->find(script.registration.id);
    if (registration == nullptr)
      return fault_decision(hook, script.registration, "the script did not register its hook this time");
    auto opinion = lease->state().run(*registration, input, moment);
    write_log(lease->state(), *registration);
    if (!opinion) {
      // After a deadline or a full memory the state may be in the middle of anything.
      if (opinion.error().code != base::Code::invalid) lease->discard();
      note_failure(script, opinion.error().message);
      return fault_decision(hook, script.registration, opinion.error().message);
    }
    script.note_success();
    if (*opinion) (*opinion)->script = script.registration.id;
    return std::move(*opinion);
  }
};

Engine::Engine(EngineConfig config, base::Log log) : impl_(std::make_unique<Impl>()) {
  impl_->config = std::move(config);
  impl_->log = std::move(log);
}
Engine::~Engine() = default;

const std::string& Engine::dir() const { return impl_->config.dir; }

base::Status Engine::declare(HookSpec hook) {
  if (!is_hook_name(hook.name))
    return base::fail(base::Code::invalid,
                      "'" + hook.name + "' is no name for a hook: it takes words of a-z, 0-9 and _ joined by dots");
  return impl_->hooks.with([&](auto& hooks) -> base::Status {
    const auto found = hooks.find(hook.name);
    if (found != hooks.end() && found->second.owner != hook.owner)
      return base::fail(base::Code::conflict,
                        "the hook '" + hook.name + "' was declared by " + found->second.owner + " already");
    hooks[hook.name] = std::move(hook);
    return {};
  });
}

void Engine::remove_owner(std::string_view owner) {
  impl_->hooks.with(
      [&](auto& hooks) { std::erase_if(hooks, [&](const auto& entry) { return entry.second.owner == owner; }); });
}

base::Result<Loaded> Engine::reload() {
  return impl_->reloading.with([&](int&) -> base::Result<Loaded> {
    Loaded loaded;
    if (!impl_->config.enabled) return loaded;
    auto generation = impl_->load();
    if (!generation) {
      if (!impl_->generation()) impl_->never_loaded.with([&](auto& fault) { fault = generation.error().message; });
      return base::fail(generation.error());
    }
    loaded.scripts = (*generation)->scripts().size();
    for (const auto& script : (*generation)->scripts())
      if (!impl_->hook(script->registration.hook))
        loaded.warnings.push_back("hooks/" + script->registration.script + ".lua answers '" +
                                  script->registration.hook + "', which nobody asks");
    impl_->current.with([&](auto& current) { current = std::move(*generation); });
    impl_->never_loaded.with([](auto& fault) { fault.clear(); });
    return loaded;
  });
}

base::Result<Decision> Engine::decide(std::string_view name, const base::Json& input, const Replay& replay) {
  const auto hook = impl_->hook(name);
  if (!hook) return base::fail(base::Code::invalid, "the hook '" + std::string(name) + "' was not declared");
  if (!input.is_object()) return base::fail(base::Code::invalid, "a hook is asked with a JSON object");
  Decision result;
  const auto generation = impl_->generation();
  if (!generation) return impl_->without_scripts(*hook);
  const auto* scripts = generation->answering(name);
  if (scripts == nullptr) return result;
  const Moment moment{replay.now_ms.value_or(impl_->config.clock()), replay.seed ? *replay.seed : fresh_seed()};
  std::optional<base::Json> changed;
  for (Generation::Script* script : *scripts) {
    auto opinion = impl_->ask(*generation, *hook, *script, changed ? *changed : input, moment);
    if (!opinion) continue;
    if (!opinion->fault.empty() && opinion->kind == Decision::Kind::allow) {
      result.fault = opinion->fault;
      continue;
    }
    if (opinion->kind == Decision::Kind::change) {
      if (!changed) changed = input;
      changed->merge_patch(opinion->changes);
      result.kind = Decision::Kind::change;
      result.changes.merge_patch(opinion->changes);
      result.script = opinion->script;
      continue;
    }
    // An allow ends the questions, but what was changed before stays changed.
    if (opinion->kind == Decision::Kind::allow && result.kind == Decision::Kind::change) return result;
    return std::move(*opinion);
  }
  return result;
}

base::Json Engine::describe() const {
  base::Json scripts = base::Json::array();
  if (const auto generation = impl_->generation())
    for (const auto& script : generation->scripts())
      scripts.push_back({{"id", script->registration.id},
                         {"hook", script->registration.hook},
                         {"priority", script->registration.priority},
                         {"file", "hooks/" + script->registration.script + ".lua"},
                         {"disabled", script->disabled()},
                         {"failures", script->failures()},
                         {"last_fault", script->last_fault()}});
  return {{"enabled", impl_->config.enabled}, {"dir", impl_->config.dir}, {"scripts", std::move(scripts)}};
}

}  // namespace veza::policy
