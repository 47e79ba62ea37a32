// Counts the calls that are inside a plugin, so that the host can close the door and wait until the last one is out.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace veza::plugins {

// Any thread; enter and leave are one atomic operation each.
class Gate {
 public:
  // A visit; false when the gate was closed.
  class Visit {
   public:
    explicit Visit(Gate& gate) : gate_(gate.enter() ? &gate : nullptr) {}
    ~Visit() {
      if (gate_) gate_->state_.fetch_sub(one, std::memory_order_release);
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    Gate* gate_;
  };

  // A new gate is closed.
  void open() { state_.fetch_and(~closed, std::memory_order_release); }
  // Nobody enters from now on.
  void close() { state_.fetch_or(closed, std::memory_order_acq_rel); }
  // Waits until everybody has left; false when the time is up first.
  bool wait_empty(std::chrono::steady_clock::time_point deadline) const {
    while (state_.load(std::memory_order_acquire) >= one) {
      if (std::chrono::steady_clock::now() >= deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

 private:
  static constexpr uint64_t closed = 1, one = 2;

  bool enter() {
    if ((state_.fetch_add(one, std::memory_order_acquire) & closed) == 0) return true;
    state_.fetch_sub(one, std::memory_order_release);
    return false;
  }

  std::atomic<uint64_t> state_{closed};
};

}  // namespace veza::plugins
