// What makes an access token worthless before it expires: its session was ended, or its user's rights changed.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/guarded.h"

namespace veza::identity {

enum class Standing {
  good,
  revoked,  // the session was ended: sign in again
  stale,    // made before the user's rights changed: refresh
};

// Any thread. Entries are kept for as long as a token they concern can live, so the set stays small.
class Revocations {
 public:
  explicit Revocations(int64_t token_lifetime_ms) : lifetime_ms_(token_lifetime_ms) {}

  // Who else must know: each is called once for each session, on the thread that ended it or learned of its end. Added
  // before the first revocation.
  void on_session_ended(std::function<void(const std::string& sid)> tell) { tells_.push_back(std::move(tell)); }

  // The same for users whose rights changed: each is called once for each change.
  void on_user_outdated(std::function<void(const std::string& user_id)> tell) {
    user_tells_.push_back(std::move(tell));
  }

  void revoke_session(const std::string& sid, int64_t at_ms);
  // Tokens made until `at_ms` no longer say what the user may do.
  void outdate_user(const std::string& user_id, int64_t at_ms);
  // Costs one atomic read while nothing is revoked.
  Standing standing(std::string_view sid, std::string_view user_id, int64_t issued_ms) const;
  // Forgets what no living token can meet.
  void sweep(int64_t now_ms);
  size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Map = std::unordered_map<std::string, int64_t, Hash, std::equal_to<>>;
  struct State {
    Map sessions, users;
  };
  const int64_t lifetime_ms_;
  std::vector<std::function<void(const std::string&)>> tells_, user_tells_;
  base::Guarded<State, std::shared_mutex> state_;
  std::atomic<size_t> size_{0};
};

}  // namespace veza::identity
