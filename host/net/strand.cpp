#include "net/strand.h"

namespace veza::net {

namespace {
constexpr int tasks_per_turn = 16;
}

bool Strand::post(TaskPtr task, size_t bytes) {
  bool start = false;
  const bool room = state_.with([&](State& state) {
    state.entries.push_back({std::move(task), bytes});
    state.bytes += bytes;
    start = !std::exchange(state.running, true);
    if (state.entries.size() >= full_tasks || state.bytes >= full_bytes) state.full = true;
    return !state.full;
  });
  if (start) submit();
  return room;
}

bool Strand::submit() {
  return pool_.submit(make_task([self = shared_from_this()] { self->run(); }));
}

void Strand::run() {
  for (int turn = 0;; ++turn) {
    // Others wait too; but a pool that is stopping takes nothing new.
    if (turn >= tasks_per_turn && submit()) return;
    bool room = false;
    Entry entry = state_.with([&](State& state) -> Entry {
      if (state.entries.empty()) {
        state.running = false;
        return {};
      }
      Entry next = std::move(state.entries.front());
      state.entries.pop_front();
      state.bytes -= next.bytes;
      if (state.full && state.entries.size() <= full_tasks / 2 && state.bytes <= full_bytes / 2) {
        state.full = false;
        room = true;
      }
      return next;
    });
    if (!entry.task) return;
    entry.task->run();
    if (room) on_room_();
  }
}

}  // namespace veza::net
