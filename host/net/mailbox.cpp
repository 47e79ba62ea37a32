#include "net/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace veza::net {

Mailbox::Mailbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

void Mailbox::post(TaskPtr task) {
  const bool wake = state_.with([&](State& state) {
    if (state.closed) return false;
    state.tasks.push_back(std::move(task));
    return !std::exchange(state.signalled, true);
  });
  if (!wake) return;
  const uint64_t one = 1;
  // Fails only when the counter is at its maximum, and then the reactor is awake anyway.
  [[maybe_unused]] const ssize_t written = ::write(event_.get(), &one, sizeof one);
}

void Mailbox::take(std::vector<TaskPtr>& into) {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(event_.get(), &count, sizeof count);
  state_.with([&](State& state) {
    into.swap(state.tasks);
    state.signalled = false;
  });
}

void Mailbox::close() {
  std::vector<TaskPtr> dropped;
  state_.with([&](State& state) {
    state.closed = true;
    dropped.swap(state.tasks);
  });
}

}  // namespace veza::net
