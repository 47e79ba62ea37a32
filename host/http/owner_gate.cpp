#include "http/owner_gate.h"

#include <chrono>

namespace veza::http {

OwnerGate::Pass& OwnerGate::Pass::operator=(Pass&& other) noexcept {
  if (this != &other) {
    leave();
    gate_ = std::move(other.gate_);
  }
  return *this;
}

void OwnerGate::Pass::leave() {
  if (gate_) gate_->leave();
  gate_.reset();
}

OwnerGate::Pass OwnerGate::enter(const std::shared_ptr<OwnerGate>& gate) {
  if ((gate->inside_.fetch_add(1, std::memory_order_acquire) & closed_bit) == 0) return Pass(gate);
  gate->leave();
  return Pass();
}

void OwnerGate::leave() {
  if (inside_.fetch_sub(1, std::memory_order_release) != (closed_bit | 1)) return;
  const std::lock_guard lock(mutex_);
  empty_.notify_all();
}

bool OwnerGate::close(int64_t deadline_ms) {
  inside_.fetch_or(closed_bit);
  std::unique_lock lock(mutex_);
  return empty_.wait_for(lock, std::chrono::milliseconds(deadline_ms),
                         [this] { return inside_.load(std::memory_order_acquire) == closed_bit; });
}

}  // namespace veza::http
