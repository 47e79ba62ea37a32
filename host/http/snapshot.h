// A value that is read by every request and seldom replaced.
#pragma once
#include <array>
#include <atomic>
#include <memory>

#include "base/guarded.h"

namespace veza::http {

// Readers get the value as it was when they asked. Each thread reads from a slot of its own, lock and reference count
// included, so readers on different cores share no cache line; a writer replaces all slots. (std::atomic<shared_ptr>
// would do the same with one spin lock for all.)
template <class T>
class Snapshot {
 public:
  explicit Snapshot(T value) { replace(std::move(value)); }

  std::shared_ptr<const T> read() const {
    return slots_[thread_slot()].value.with([](const std::shared_ptr<const T>& held) { return held; });
  }

  // Writers must take turns among themselves.
  void replace(T value) {
    const auto whole = std::make_shared<const T>(std::move(value));
    for (Slot& slot : slots_) {
      // Its own control block: the count the slot's readers touch is theirs alone.
      auto holder = std::make_shared<const std::shared_ptr<const T>>(whole);
      std::shared_ptr<const T> own(holder, holder->get());
      slot.value.with([&](std::shared_ptr<const T>& held) { held.swap(own); });
    }
  }

 private:
  struct alignas(64) Slot {
    base::Guarded<std::shared_ptr<const T>> value;
  };
  static constexpr size_t slot_count = 16;

  static size_t thread_slot() {
    static std::atomic<size_t> next{0};
    thread_local const size_t mine = next.fetch_add(1, std::memory_order_relaxed) % slot_count;
    return mine;
  }

  std::array<Slot, slot_count> slots_;
};

}  // namespace veza::http
