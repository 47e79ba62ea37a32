// The site's policy: Lua scripts that answer hooks.
//
// A hook is a question with a name ("upload.check") asked with a JSON object. The scripts that answer it run in order
// of priority (higher first, then by id) in a sandbox, each within its own deadline and memory cap:
//   nil                                   no opinion, the next script is asked
//   policy.allow()                        yes; nobody else is asked
//   policy.deny(reason, message?)         no
//   policy.hold(reason, message?)         not before somebody has looked
//   policy.change{…}                      yes, with these members replaced; the next scripts see them replaced
// Nobody with an opinion means allow. A script that fails (error, deadline, memory, a result that is none of the above)
// means what the hook declares; after a few failures in a row it is no longer run, and the hook's failure answer stands
// in for it, until the scripts are loaded anew.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "policy/decision.h"
#include "policy/limits.h"

namespace veza::policy {

enum class OnFailure { allow, hold, deny };

struct HookSpec {
  std::string name = {};  // words of [a-z0-9_] joined by dots
  OnFailure on_failure = OnFailure::hold;
  // For the person who meets a failed script; empty: a general one.
  std::string fault_message = {};
  std::string owner = "host";  // or the plugin's id
};

struct EngineConfig {
  std::string dir = {};  // with hooks/*.lua and lib/*.lua; may be missing
  bool enabled = true;
  Limits limits = {};
  int failures_to_disable = 10;
  base::Clock clock = base::now_ms;
};

struct Loaded {
  size_t scripts = 0;
  std::vector<std::string> warnings;  // hooks that nobody has declared: a typing mistake, or a plugin not running
};

// What makes a decision repeatable.
struct Replay {
  std::optional<int64_t> now_ms;  // ctx.now
  std::optional<uint64_t> seed;   // of ctx.random
};

// Any thread; no lock is held while scripts run.
class Engine {
 public:
  Engine(EngineConfig config, base::Log log);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Errors: invalid (the name), conflict (another owner declared it).
  base::Status declare(HookSpec hook);
  void remove_owner(std::string_view owner);

  // Compiles every script and runs its body; swaps all at once. An error names the script and leaves the running ones;
  // where none are running yet, every hook means its failure until a load succeeds: a site whose rules are unreadable
  // is not one without rules. Decisions under way finish with the scripts they began with.
  base::Result<Loaded> reload();

  // Errors (invalid): the hook is not declared, the input is no object. A script's failure is a decision, no error.
  base::Result<Decision> decide(std::string_view hook, const base::Json& input, const Replay& replay = {});

  // {enabled, dir, scripts: [{id, hook, priority, file, disabled, failures, last_fault}]}
  base::Json describe() const;
  const std::string& dir() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::policy
