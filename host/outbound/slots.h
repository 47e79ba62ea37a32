// How many fetches are under way, in all and to one host.
#pragma once
#include <chrono>
#include <condition_variable>
#include <map>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/guarded.h"

namespace veza::outbound {

// [any thread]
class Slots {
 public:
  Slots(size_t in_all, size_t per_host) : in_all_(in_all), per_host_(per_host) {}

  // Held while the fetch runs.
  class Slot {
   public:
    Slot(Slots& slots, std::string host) : slots_(&slots), host_(std::move(host)) {}
    Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)), host_(std::move(other.host_)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (slots_) slots_->give_back(host_);
    }

   private:
    Slots* slots_;
    std::string host_;
  };

  // Waits until there is room, at most until `deadline`. Errors: limited.
  base::Result<Slot> take(const std::string& host, std::chrono::steady_clock::time_point deadline);

 private:
  void give_back(const std::string& host);

  struct State {
    size_t in_all = 0;
    std::map<std::string, size_t> hosts;
  };
  const size_t in_all_, per_host_;
  base::Guarded<State> state_;
  std::condition_variable freed_;
};

}  // namespace veza::outbound
