// How many of something one party holds open at a time.
#pragma once
#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/guarded.h"

namespace veza::http {

// Any thread.
class OpenSlots {
 public:
  // One held slot; given back by release() or when it goes.
  class Slot {
   public:
    Slot() = default;
    Slot(Slot&&) noexcept = default;
    Slot& operator=(Slot&&) noexcept = default;
    ~Slot() { release(); }
    void release();

   private:
    friend class OpenSlots;
    using Counts = base::Guarded<std::map<std::string, size_t>>;
    std::shared_ptr<Counts> counts_;
    std::string key_;
  };

  // Nothing when `key` holds `max` already.
  std::optional<Slot> take(const std::string& key, size_t max);

 private:
  std::shared_ptr<Slot::Counts> counts_ = std::make_shared<Slot::Counts>();
};

}  // namespace veza::http
