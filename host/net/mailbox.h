// Tasks for a reactor from other threads, and the descriptor that wakes it.
#pragma once
#include <vector>

#include "base/file.h"
#include "base/guarded.h"
#include "net/task.h"

namespace veza::net {

// Outlives its reactor: whoever holds it may post at any time; after close() tasks are dropped.
class Mailbox {
 public:
  Mailbox();

  // Any thread. A wake-up already on its way is not repeated.
  void post(TaskPtr task);
  // [reactor] Everything posted since; rearms the wake-up.
  void take(std::vector<TaskPtr>& into);
  void close();
  int fd() const { return event_.get(); }

 private:
  struct State {
    std::vector<TaskPtr> tasks;
    bool signalled = false;
    bool closed = false;
  };
  base::Guarded<State> state_;
  base::Fd event_;
};

}  // namespace veza::net
