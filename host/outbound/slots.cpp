#include "outbound/slots.h"

namespace veza::outbound {

base::Result<Slots::Slot> Slots::take(const std::string& host, std::chrono::steady_clock::time_point deadline) {
  const bool taken = state_.with_lock([&](State& state, auto& lock) {
    const auto room = [&] {
      const auto found = state.hosts.find(host);
      return state.in_all < in_all_ && (found == state.hosts.end() || found->second < per_host_);
    };
    if (!freed_.wait_until(lock, deadline, room)) return false;
    ++state.in_all;
    ++state.hosts[host];
    return true;
  });
  if (!taken) return base::fail(base::Code::limited, "too many fetches are under way; try again later");
  return Slot(*this, host);
}

void Slots::give_back(const std::string& host) {
  state_.with([&](State& state) {
    --state.in_all;
    if (--state.hosts[host] == 0) state.hosts.erase(host);
  });
  freed_.notify_all();
}

}  // namespace veza::outbound
