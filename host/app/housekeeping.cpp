#include "app/housekeeping.h"

namespace veza::app {

Housekeeping::Housekeeping(std::vector<Task> tasks, base::Log log)
    : tasks_(std::move(tasks)), log_(std::move(log)), thread_([this] { loop(); }) {}

Housekeeping::~Housekeeping() {
  stopping_.with([](bool& stopping) { stopping = true; });
  wake_.notify_all();
  thread_.join();
}

void Housekeeping::loop() {
  auto pause = std::chrono::seconds(30);
  for (;;) {
    const bool stop = stopping_.with_lock(
        [&](bool& stopping, auto& lock) { return wake_.wait_for(lock, pause, [&] { return stopping; }); });
    if (stop) return;
    for (const auto& task : tasks_) {
      if (auto status = task.run(); !status) {
        log_.warn("Housekeeping failed; it will be tried again in an hour",
                  {{"task", task.name}, {"error", status.error().message}});
      }
    }
    pause = std::chrono::hours(1);
  }
}

}  // namespace veza::app
