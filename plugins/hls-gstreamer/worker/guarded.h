// A value and the lock that guards it, in one.
#pragma once
#include <mutex>
#include <utility>

namespace veza::transcode {

template <class T>
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

 private:
  std::mutex mutex_;
  T value_{};
};

}  // namespace veza::transcode
