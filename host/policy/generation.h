// One load of the scripts: the states made of it, and how its scripts fare. Decisions under way keep their generation
// alive while the next one is already in use.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "policy/state.h"

namespace veza::policy {

// Any thread.
class Generation {
 public:
  // How one registration fares, over all states.
  class Script {
   public:
    explicit Script(Registration r) : registration(std::move(r)) {}
    const Registration registration;
    // Returns the failures in a row, this one included.
    int note_failure(const std::string& fault);
    void note_success();
    // Whether this call disabled it.
    bool disable() { return !disabled_.exchange(true); }
    bool disabled() const { return disabled_.load(std::memory_order_relaxed); }
    int failures() const { return in_a_row_.load(std::memory_order_relaxed); }
    std::string last_fault() const;

   private:
    std::atomic<int> in_a_row_{0};
    std::atomic<bool> disabled_{false};
    base::Guarded<std::string> last_fault_;
  };

  // Loads a first state, so that a set that does not load never becomes a generation.
  static base::Result<std::shared_ptr<Generation>> create(std::shared_ptr<const ScriptSet> set, const Limits& limits);

  // By priority, then id.
  const std::vector<std::unique_ptr<Script>>& scripts() const { return scripts_; }
  // Null when none answers the hook.
  const std::vector<Script*>* answering(std::string_view hook) const;

  // A state for one thread; goes back when the lease ends.
  class Lease {
   public:
    Lease(Generation& generation, std::unique_ptr<State> state) : generation_(&generation), state_(std::move(state)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    State& state() { return *state_; }
    const Registration* find(std::string_view id) const;
    // The state is not used again.
    void discard() { discarded_ = true; }

   private:
    Generation* generation_;
    std::unique_ptr<State> state_;
    bool discarded_ = false;
  };
  // An idle state, or a new one. The pool's lock is not held while scripts run.
  base::Result<Lease> borrow();

 private:
  Generation(std::shared_ptr<const ScriptSet> set, const Limits& limits) : set_(std::move(set)), limits_(limits) {}

  const std::shared_ptr<const ScriptSet> set_;
  const Limits limits_;
  std::vector<std::unique_ptr<Script>> scripts_;
  std::map<std::string, std::vector<Script*>, std::less<>> by_hook_;
  base::Guarded<std::vector<std::unique_ptr<State>>> idle_;
};

}  // namespace veza::policy
