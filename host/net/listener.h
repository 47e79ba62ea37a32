// Accepts connections and deals them out to the reactors.
#pragma once
#include <memory>
#include <vector>

#include "net/core.h"
#include "net/event_target.h"
#include "net/reactor.h"

namespace veza::net {

// [reactor 0]
class Listener final : public EventTarget {
 public:
  Listener(Core& core, std::vector<std::unique_ptr<Reactor>>& reactors, base::Fd socket, bool tls);

  int fd() const { return socket_.get(); }
  void on_event(uint32_t events) override;
  // No new connections from here on.
  void close() { socket_ = base::Fd(); }

 private:
  bool accept_one();
  void hand_over(base::Fd socket, Peer peer);
  void turn_away(base::Fd socket, int status) const;
  bool shed_one();

  Core& core_;
  std::vector<std::unique_ptr<Reactor>>& reactors_;
  base::Fd socket_;
  base::Fd spare_;  // given up for a moment when descriptors run out, so that the waiting client is told
  bool tls_;
  size_t next_ = 0;
};

}  // namespace veza::net
