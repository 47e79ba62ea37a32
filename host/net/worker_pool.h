// The threads handlers run on.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <string_view>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "net/task.h"

namespace veza::net {

class WorkerPool {
 public:
  // `on_fault` is told of an exception that escapes a task.
  WorkerPool(unsigned threads, std::function<void(std::string_view)> on_fault);
  ~WorkerPool();

  // Any thread. Tasks start in order. False, and the task is dropped, once the pool is stopping.
  bool submit(TaskPtr task);
  // Moves all tasks out of `tasks` under one lock.
  void submit_all(std::vector<TaskPtr>& tasks);
  size_t waiting() const;
  // Runs what is queued, then joins. Tasks submitted later are dropped.
  void stop();

 private:
  struct Queue {
    std::deque<TaskPtr> tasks;
    unsigned idle = 0;
    bool stopping = false;
  };
  void work();

  base::Guarded<Queue> queue_;
  std::condition_variable wake_;
  std::function<void(std::string_view)> on_fault_;
  std::vector<std::thread> threads_;
};

}  // namespace veza::net
