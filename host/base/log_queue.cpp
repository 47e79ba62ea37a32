#include "base/log_queue.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <string>
#include <thread>

#include "base/guarded.h"

namespace veza::base {
namespace {

constexpr auto patience = std::chrono::seconds(2);

struct Queue {
  std::deque<std::string> lines;
  size_t bytes = 0;      // of the lines, and of those that are being written
  bool writing = false;  // lines were taken out, and are not all written
  bool ended = false;
  uint64_t dropped = 0;
};

}  // namespace

// Belongs to the writer as well, which may outlive the sink.
struct QueuedSink::Shared {
  Shared(int fd, size_t most) : out(fd_sink(fd)), max_bytes(most) {}

  const std::shared_ptr<LogSink> out;
  const size_t max_bytes;
  Guarded<Queue> queue;
  std::condition_variable more, written;

  void run() {
    std::deque<std::string> taken;
    for (;;) {
      const bool over = queue.with_lock([&](Queue& at, auto& lock) {
        at.writing = false;
        at.bytes = 0;
        for (const auto& line : at.lines) at.bytes += line.size();
        written.notify_all();
        more.wait(lock, [&] { return at.ended || !at.lines.empty(); });
        taken.swap(at.lines);
        at.writing = !taken.empty();
        return taken.empty();
      });
      if (over) return;
      for (const auto& line : taken) out->line(line);
      taken.clear();
    }
  }
};

QueuedSink::QueuedSink(int fd, size_t max_bytes) : shared_(std::make_shared<Shared>(fd, max_bytes)) {
  std::thread([shared = shared_] { shared->run(); }).detach();
}

QueuedSink::~QueuedSink() {
  flush();
  shared_->queue.with([](Queue& at) { at.ended = true; });
  shared_->more.notify_one();
}

void QueuedSink::line(std::string_view text) {
  const bool first = shared_->queue.with([&](Queue& at) {
    if (at.bytes + text.size() > shared_->max_bytes) {
      ++at.dropped;
      return false;
    }
    at.bytes += text.size();
    at.lines.emplace_back(text);
    return at.lines.size() == 1;
  });
  if (first) shared_->more.notify_one();
}

void QueuedSink::flush() {
  shared_->queue.with_lock([&](Queue& at, auto& lock) {
    return shared_->written.wait_for(lock, patience, [&] { return at.lines.empty() && !at.writing; });
  });
}

uint64_t QueuedSink::dropped() const {
  return shared_->queue.with([](const Queue& at) { return at.dropped; });
}

}  // namespace veza::base
