// Counts the calls inside one owner's code, and closes behind the last one.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

namespace veza::http {

// Any thread.
class OwnerGate {
 public:
  // A call in progress; leaves when it goes. Movable; empty when the gate was closed.
  class Pass {
   public:
    Pass() = default;
    explicit Pass(std::shared_ptr<OwnerGate> gate) : gate_(std::move(gate)) {}
    Pass(Pass&&) noexcept = default;
    Pass& operator=(Pass&& other) noexcept;
    ~Pass() { leave(); }
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    void leave();
    std::shared_ptr<OwnerGate> gate_;
  };

  // Lets a call in, unless the gate is closed: then the Pass is empty.
  static Pass enter(const std::shared_ptr<OwnerGate>& gate);
  // Lets nobody in from now on and waits until all are out; false when somebody still was inside at the deadline.
  bool close(int64_t deadline_ms);

 private:
  void leave();

  static constexpr uint64_t closed_bit = 1ULL << 63;
  std::atomic<uint64_t> inside_{0};
  std::mutex mutex_;
  std::condition_variable empty_;
};

}  // namespace veza::http
