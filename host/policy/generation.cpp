#include "policy/generation.h"

namespace veza::policy {
namespace {
// More than this many decisions at once make states that are thrown away again.
constexpr size_t most_idle = 16;
}  // namespace

int Generation::Script::note_failure(const std::string& fault) {
  last_fault_.with([&](std::string& last) { last = fault; });
  return ++in_a_row_;
}

void Generation::Script::note_success() {
  if (in_a_row_.load(std::memory_order_relaxed) != 0) in_a_row_ = 0;
}

std::string Generation::Script::last_fault() const {
  return last_fault_.with([](const std::string& last) { return last; });
}

base::Result<std::shared_ptr<Generation>> Generation::create(std::shared_ptr<const ScriptSet> set,
                                                             const Limits& limits) {
  std::shared_ptr<Generation> generation(new Generation(std::move(set), limits));
  auto first = State::create(generation->set_, limits);
  if (!first) return base::fail(first.error());
  for (const Registration& registration : (*first)->registrations()) {
    generation->scripts_.push_back(std::make_unique<Script>(registration));
    generation->by_hook_[registration.hook].push_back(generation->scripts_.back().get());
  }
  generation->idle_.with([&](auto& idle) { idle.push_back(std::move(*first)); });
  return generation;
}

const std::vector<Generation::Script*>* Generation::answering(std::string_view hook) const {
  const auto found = by_hook_.find(hook);
  return found == by_hook_.end() ? nullptr : &found->second;
}

base::Result<Generation::Lease> Generation::borrow() {
  auto state = idle_.with([](auto& idle) -> std::unique_ptr<State> {
    if (idle.empty()) return nullptr;
    auto taken = std::move(idle.back());
    idle.pop_back();
    return taken;
  });
  if (!state) {
    auto made = State::create(set_, limits_);
    if (!made) return base::fail(made.error());
    state = std::move(*made);
  }
  return Lease(*this, std::move(state));
}

const Registration* Generation::Lease::find(std::string_view id) const {
  for (const Registration& registration : state_->registrations())
    if (registration.id == id) return &registration;
  return nullptr;
}

Generation::Lease::~Lease() {
  if (!state_ || discarded_) return;
  generation_->idle_.with([&](auto& idle) {
    if (idle.size() < most_idle) idle.push_back(std::move(state_));
  });
}

}  // namespace veza::policy
