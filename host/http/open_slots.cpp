#include "http/open_slots.h"

namespace veza::http {

void OpenSlots::Slot::release() {
  const auto counts = std::exchange(counts_, nullptr);
  if (!counts) return;
  counts->with([&](auto& held) {
    const auto at = held.find(key_);
    if (--at->second == 0) held.erase(at);
  });
}

std::optional<OpenSlots::Slot> OpenSlots::take(const std::string& key, size_t max) {
  const bool taken = counts_->with([&](auto& held) {
    if (const auto at = held.find(key); at != held.end() && at->second >= max) return false;
    if (max == 0) return false;
    ++held[key];
    return true;
  });
  if (!taken) return std::nullopt;
  Slot slot;
  slot.counts_ = counts_;
  slot.key_ = key;
  return slot;
}

}  // namespace veza::http
