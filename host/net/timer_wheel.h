// Deadlines of many connections: a wheel of lists, so that setting one costs a few pointers and no allocation.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace veza::net {

// One thread. Times are milliseconds of a monotonic clock; a deadline is noticed up to `tick` late, never early.
class TimerWheel {
 public:
  struct Node {
    Node* previous = nullptr;
    Node* next = nullptr;
    int64_t deadline = 0;  // what was asked for
    int64_t slot = 0;      // the tick whose list holds it, at or before the deadline's
  };
  static constexpr int64_t tick = 64;

  explicit TimerWheel(int64_t now);
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;

  // Sets or moves the node's deadline. Later than before: only noted, the node moves when its old slot comes.
  void set(Node& node, int64_t deadline);
  void cancel(Node& node);
  // Unlinks and returns the nodes whose deadline has passed.
  void expire(int64_t now, std::vector<Node*>& expired);
  // Milliseconds to sleep until something may expire; -1 when nothing is set.
  int64_t sleep(int64_t now) const;

 private:
  static constexpr size_t slots = 1024;
  void link(Node& node);

  std::array<Node, slots> lists_;
  int64_t current_;  // the last tick that was expired
  int64_t next_;     // no node is in an earlier tick
  size_t count_ = 0;
};

}  // namespace veza::net
