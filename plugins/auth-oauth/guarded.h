// A value and the lock that guards it.
#pragma once
#include <mutex>
#include <utility>

namespace veza::oauth {

template <class T>
class Guarded {
 public:
  template <class Use>
  decltype(auto) with(Use&& use) {
    const std::lock_guard lock(mutex_);
    return std::forward<Use>(use)(value_);
  }

 private:
  std::mutex mutex_;
  T value_{};
};

}  // namespace veza::oauth
