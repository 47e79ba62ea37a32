// The one thread on which plugins are created, started, stopped and destroyed, and the way out when one never returns.
#pragma once
#include <chrono>
#include <functional>
#include <memory>

namespace veza::plugins {

// Used by one thread at a time.
class ControlThread {
 public:
  ControlThread();
  ~ControlThread();
  ControlThread(const ControlThread&) = delete;
  ControlThread& operator=(const ControlThread&) = delete;

  // Runs `task` on the control thread and waits for it. False when it did not return before the limit: then its thread
  // is abandoned (it may still be running, so `task` must own what it touches) and the next task gets a new one.
  bool run(std::function<void()> task, std::chrono::milliseconds limit);

 private:
  struct Worker;
  std::shared_ptr<Worker> worker_;
};

}  // namespace veza::plugins
