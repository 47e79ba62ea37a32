#include "identity/revocations.h"

#include <algorithm>

namespace veza::identity {

void Revocations::revoke_session(const std::string& sid, int64_t at_ms) {
  const bool news = state_.with([&](State& state) {
    const bool added = state.sessions.emplace(sid, at_ms).second;
    size_ = state.sessions.size() + state.users.size();
    return added;
  });
  if (!news) return;
  for (const auto& tell : tells_) tell(sid);
}

void Revocations::outdate_user(const std::string& user_id, int64_t at_ms) {
  const bool news = state_.with([&](State& state) {
    int64_t& at = state.users[user_id];
    const bool later = at_ms > at;
    at = std::max(at, at_ms);
    size_ = state.sessions.size() + state.users.size();
    return later;
  });
  if (!news) return;
  for (const auto& tell : user_tells_) tell(user_id);
}

Standing Revocations::standing(std::string_view sid, std::string_view user_id, int64_t issued_ms) const {
  if (size_.load(std::memory_order_acquire) == 0) return Standing::good;
  return state_.read([&](const State& state) {
    if (state.sessions.find(sid) != state.sessions.end()) return Standing::revoked;
    const auto user = state.users.find(user_id);
    return user != state.users.end() && issued_ms <= user->second ? Standing::stale : Standing::good;
  });
}

void Revocations::sweep(int64_t now_ms) {
  if (size() == 0) return;
  state_.with([&](State& state) {
    const auto over = [&](const auto& entry) { return entry.second + lifetime_ms_ < now_ms; };
    std::erase_if(state.sessions, over);
    std::erase_if(state.users, over);
    size_ = state.sessions.size() + state.users.size();
  });
}

}  // namespace veza::identity
