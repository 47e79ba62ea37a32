#include "net/worker_pool.h"

#include <pthread.h>

#include <exception>
#include <string>

namespace veza::net {

WorkerPool::WorkerPool(unsigned threads, std::function<void(std::string_view)> on_fault)
    : on_fault_(std::move(on_fault)) {
  for (unsigned i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { work(); });
    ::pthread_setname_np(threads_.back().native_handle(), "veza-worker");
  }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(TaskPtr task) {
  bool idle = false;
  const bool taken = queue_.with([&](Queue& queue) {
    if (queue.stopping) return false;
    queue.tasks.push_back(std::move(task));
    idle = queue.idle > 0;
    return true;
  });
  if (idle) wake_.notify_one();
  return taken;
}

void WorkerPool::submit_all(std::vector<TaskPtr>& tasks) {
  if (tasks.empty()) return;
  const size_t wanted = queue_.with([&](Queue& queue) -> size_t {
    if (queue.stopping) return 0;
    for (auto& task : tasks) queue.tasks.push_back(std::move(task));
    return std::min<size_t>(queue.idle, tasks.size());
  });
  tasks.clear();
  for (size_t i = 0; i < wanted; ++i) wake_.notify_one();
}

size_t WorkerPool::waiting() const {
  return queue_.with([](const Queue& queue) { return queue.tasks.size(); });
}

void WorkerPool::stop() {
  queue_.with([](Queue& queue) { queue.stopping = true; });
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void WorkerPool::work() {
  for (;;) {
    TaskPtr task = queue_.with_lock([&](Queue& queue, std::unique_lock<std::mutex>& lock) -> TaskPtr {
      ++queue.idle;
      wake_.wait(lock, [&] { return queue.stopping || !queue.tasks.empty(); });
      --queue.idle;
      if (queue.tasks.empty()) return nullptr;
      TaskPtr next = std::move(queue.tasks.front());
      queue.tasks.pop_front();
      return next;
    });
    if (!task) return;
    try {
      task->run();
    } catch (const std::exception& error) {
      on_fault_("a task threw: " + std::string(error.what()));
    } catch (...) {
      on_fault_("a task threw something that is no std::exception");
    }
  }
}

}  // namespace veza::net
