// A log sink for who must not wait: lines are queued, and a thread of its own writes them to a descriptor. A disk that
// stalls, or a pipe that nobody reads, then costs lines, never an answer.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/log.h"

namespace veza::base {

class QueuedSink final : public LogSink {
 public:
  // Lines over `max_bytes` in the queue are dropped, and counted. `fd` stays open while the process runs.
  explicit QueuedSink(int fd, size_t max_bytes = size_t{4} << 20);
  // flush(); a thread that still waits for the descriptor is left behind, with what it had to write.
  ~QueuedSink() override;
  QueuedSink(const QueuedSink&) = delete;
  QueuedSink& operator=(const QueuedSink&) = delete;

  void line(std::string_view text) override;  // [any thread] never waits for the descriptor
  // Waits until the lines so far are written, at most two seconds.
  void flush();
  // Lines that were lost since the queue was full.
  uint64_t dropped() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace veza::base
