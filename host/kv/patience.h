// How long an exchange with a server may take: an answer must begin within a bound and keep coming, and all of it ends
// within another. The first finds a server that hangs at once, the second one that trickles.
#pragma once
#include <algorithm>
#include <chrono>

namespace veza::kv {

class Patience {
 public:
  // `quiet_ms`: without a byte moving. `cancel_fd` (-1: none): ends the waiting when it becomes readable.
  explicit Patience(int64_t quiet_ms, int cancel_fd = -1)
      : quiet_(quiet_ms), cancel_fd_(cancel_fd), quiet_until_(now() + quiet_), until_(now() + whole(quiet_)) {}

  void moved() { quiet_until_ = now() + quiet_; }
  // Milliseconds for poll(2), rounded up; 0 when it is over.
  int left_ms() const {
    using std::chrono::ceil;
    const auto left = ceil<std::chrono::milliseconds>(std::min(quiet_until_, until_) - now()).count();
    return static_cast<int>(std::clamp<int64_t>(left, 0, 3'600'000));
  }
  std::chrono::steady_clock::time_point until() const { return std::min(quiet_until_, until_); }
  int64_t quiet_ms() const { return quiet_.count(); }
  int cancel_fd() const { return cancel_fd_; }

 private:
  static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }
  // Time for megabytes over a slow network.
  static std::chrono::milliseconds whole(std::chrono::milliseconds quiet) { return quiet * 10; }

  std::chrono::milliseconds quiet_;
  int cancel_fd_;
  std::chrono::steady_clock::time_point quiet_until_, until_;
};

}  // namespace veza::kv
