// One Lua state with the site's scripts loaded: memory cap, deadline, sandbox. A thread at a time.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "policy/budget.h"
#include "policy/decision.h"
#include "policy/limits.h"
#include "policy/lua.h"
#include "policy/pattern.h"
#include "policy/script_set.h"

namespace veza::policy {

// What a script registered with policy.hook.
struct Registration {
  std::string id;      // unique in the set
  std::string hook;    // "upload.check"
  std::string script;  // the file's name without .lua
  int priority = 50;
  int run = LUA_NOREF;  // the function, in the registry
};

// What a script may know of the moment.
struct Moment {
  int64_t now_ms = 0;
  uint64_t seed = 0;
};

class State {
 public:
  // Compiles every script and runs its body. Errors (invalid): of a script, naming file and line.
  static base::Result<std::unique_ptr<State>> create(std::shared_ptr<const ScriptSet> scripts, const Limits& limits);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Sorted by priority (higher first), then id.
  const std::vector<Registration>& registrations() const { return registrations_; }

  // Runs one registration. Nothing: no opinion. Errors: invalid (the script failed; the text is the script's or ours),
  // cancelled (deadline), too_large (memory). After those two the state must not be used again.
  base::Result<std::optional<Decision>> run(const Registration& registration, const base::Json& input,
                                            const Moment& moment);

  // What the scripts logged since the last call.
  std::vector<std::string> take_log();
  size_t memory_used() const { return used_; }

  // --- for the libraries the scripts see ---
  static State& of(lua_State* lua) { return **static_cast<State**>(lua_getextraspace(lua)); }
  // Raises the deadline's error when time is up. For functions whose work grows with their arguments.
  void check_time(lua_State* lua);
  bool out_of_time();
  [[noreturn]] static void raise_deadline(lua_State* lua);
  // A compiled pattern, kept for next time. Raises Lua's error when it is malformed.
  const Pattern& pattern(lua_State* lua, std::string_view text, bool anchors);
  const ScriptSet& scripts() const { return *scripts_; }
  uint64_t generation() const { return generation_; }
  int64_t now_ms() const { return moment_.now_ms; }
  uint64_t random();
  void log(std::string text);
  bool loading() const { return loading_ != nullptr; }
  const std::string& loading_script() const { return *loading_; }
  void add(Registration registration) { registrations_.push_back(std::move(registration)); }

 private:
  State(std::shared_ptr<const ScriptSet> scripts, const Limits& limits)
      : scripts_(std::move(scripts)), limits_(limits) {}
  base::Status load();
  // Calls `body` in protected mode with `argument` as light userdata on its stack.
  base::Status protect(lua_CFunction body, void* argument);
  base::Error failure(int status);
  static void* allocate(void* self, void* block, size_t old_size, size_t new_size);
  static void on_count(lua_State* lua, lua_Debug* event);
  void start(int64_t microseconds);
  void finish();

  std::shared_ptr<const ScriptSet> scripts_;
  const Limits limits_;
  lua_State* lua_ = nullptr;
  size_t used_ = 0;
  bool closing_ = false;
  Budget budget_;
  std::vector<Registration> registrations_;
  const std::string* loading_ = nullptr;
  Moment moment_;
  uint64_t random_ = 0;
  uint64_t generation_ = 0;
  std::vector<std::string> log_;
  std::map<std::string, Pattern, std::less<>> patterns_, anchored_patterns_;
};

}  // namespace veza::policy
