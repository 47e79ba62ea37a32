// A value and the lock that guards it, in one: the value cannot be reached without the lock.
#pragma once
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace veza::base {

template <class T, class Mutex = std::mutex>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  // Runs `use` with the value under the lock and returns what it returns. Do not let a reference out.
  template <class Use>
  decltype(auto) with(Use&& use) {
    std::lock_guard lock(mutex_);
    return std::forward<Use>(use)(value_);
  }
  template <class Use>
  decltype(auto) with(Use&& use) const {
    std::lock_guard lock(mutex_);
    return std::forward<Use>(use)(value_);
  }
  // With a shared mutex: many readers at once.
  template <class Use>
  decltype(auto) read(Use&& use) const {
    std::shared_lock lock(mutex_);
    return std::forward<Use>(use)(value_);
  }
  // For a condition variable's wait: `use(value, lock)`.
  template <class Use>
  decltype(auto) with_lock(Use&& use) {
    std::unique_lock lock(mutex_);
    return std::forward<Use>(use)(value_, lock);
  }

 private:
  mutable Mutex mutex_;
  T value_{};
};

}  // namespace veza::base
