// The table auth_oauth_sessions: which sessions began at a provider, and with which id_token, so that signing out here
// can sign out there (OpenID Connect RP-Initiated Logout 1.0).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "guarded.h"

namespace veza::oauth {

struct ProviderSession {
  std::string session_id, user_id, provider;
  std::string id_token;  // sealed
};

// Any thread.
class Sessions {
 public:
  explicit Sessions(const Db& db) : db_(db) {}

  std::optional<ProviderSession> find(std::string_view session_id) const;  // [worker]
  // Inside a transaction: also forgets what ended(), and what is older than a session can be.
  void insert(const Tx& tx, const ProviderSession& session, int64_t now_ms);
  static void remove_of(const Tx& tx, std::string_view user_id);
  // A session is over: its row goes with the next insert(). Quick.
  void ended(std::string_view session_id);

 private:
  const Db& db_;
  Guarded<std::vector<std::string>> ended_;
};

}  // namespace veza::oauth
