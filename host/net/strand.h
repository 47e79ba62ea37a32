// Tasks of one owner, run on the worker pool one at a time and in order.
#pragma once
#include <deque>
#include <functional>
#include <memory>

#include "base/guarded.h"
#include "net/worker_pool.h"

namespace veza::net {

class Strand : public std::enable_shared_from_this<Strand> {
 public:
  static constexpr size_t full_tasks = 64;
  static constexpr size_t full_bytes = 1U << 20;

  // `on_room` [worker] is called once after a full queue has halved.
  Strand(WorkerPool& pool, std::function<void()> on_room) : pool_(pool), on_room_(std::move(on_room)) {}

  // False: queued, but now the queue is full; the caller should add nothing until on_room.
  bool post(TaskPtr task, size_t bytes = 0);

 private:
  struct Entry {
    TaskPtr task;
    size_t bytes = 0;
  };
  struct State {
    std::deque<Entry> entries;
    size_t bytes = 0;
    bool running = false;
    bool full = false;
  };
  void run();
  bool submit();

  WorkerPool& pool_;
  std::function<void()> on_room_;
  base::Guarded<State> state_;
};

}  // namespace veza::net
