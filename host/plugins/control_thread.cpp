#include "plugins/control_thread.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/guarded.h"

namespace veza::plugins {

struct ControlThread::Worker {
  struct State {
    std::function<void()> task;  // empty: nothing to do
    bool busy = false;
    bool end = false;
  };
  base::Guarded<State> state;
  std::condition_variable changed;
  std::thread thread;

  static void loop(const std::shared_ptr<Worker>& self) {
    for (;;) {
      auto task = self->state.with_lock([&](State& state, auto& lock) {
        self->changed.wait(lock, [&] { return state.task || state.end; });
        return std::exchange(state.task, nullptr);
      });
      if (!task) return;
      task();
      task = nullptr;
      self->state.with([](State& state) { state.busy = false; });
      self->changed.notify_all();
    }
  }
};

ControlThread::ControlThread() = default;

ControlThread::~ControlThread() {
  if (!worker_) return;
  worker_->state.with([](auto& state) { state.end = true; });
  worker_->changed.notify_all();
  worker_->thread.join();
}

bool ControlThread::run(std::function<void()> task, std::chrono::milliseconds limit) {
  if (!worker_) {
    worker_ = std::make_shared<Worker>();
    worker_->thread = std::thread(&Worker::loop, worker_);
  }
  const bool finished = worker_->state.with_lock([&](auto& state, auto& lock) {
    state.task = std::move(task);
    state.busy = true;
    worker_->changed.notify_all();
    if (worker_->changed.wait_for(lock, limit, [&] { return !state.busy; })) return true;
    state.end = true;  // should the task ever return, its thread ends
    return false;
  });
  if (!finished) {
    worker_->thread.detach();
    worker_.reset();
  }
  return finished;
}

}  // namespace veza::plugins
