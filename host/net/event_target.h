// What a descriptor in epoll belongs to.
#pragma once
#include <cstdint>

namespace veza::net {

class EventTarget {
 public:
  virtual ~EventTarget() = default;
  // [reactor] `events` as epoll_wait(2) reports them; every descriptor is registered edge-triggered.
  virtual void on_event(uint32_t events) = 0;
};

}  // namespace veza::net
