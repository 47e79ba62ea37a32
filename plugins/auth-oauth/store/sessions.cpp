#include "store/sessions.h"

#include <algorithm>

namespace veza::oauth {
namespace {

constexpr int64_t longest_session_ms = 91LL * 24 * 3600 * 1000;
constexpr size_t most_waiting = 10'000;  // beyond it the age does the work

}  // namespace

std::optional<ProviderSession> Sessions::find(std::string_view session_id) const {
  std::optional<ProviderSession> found;
  db_.query("SELECT session_id, user_id, provider, id_token FROM auth_oauth_sessions WHERE session_id = $1",
            {session_id}, [&](const Row& row) {
              found = ProviderSession{row.text(0), row.text(1), row.text(2), row.text(3)};
            });
  return found;
}

void Sessions::insert(const Tx& tx, const ProviderSession& session, int64_t now_ms) {
  // A copy: the transaction may run again.
  const auto over = ended_.with([](const auto& all) { return all; });
  for (const auto& id : over) tx.execute("DELETE FROM auth_oauth_sessions WHERE session_id = $1", {id});
  tx.execute("DELETE FROM auth_oauth_sessions WHERE created_at < $1", {now_ms - longest_session_ms});
  tx.execute(
      "INSERT INTO auth_oauth_sessions (session_id, user_id, provider, id_token, created_at) VALUES ($1, $2, $3, $4, "
      "$5)",
      {session.session_id, session.user_id, session.provider, session.id_token, now_ms});
  ended_.with([&](auto& all) {
    std::erase_if(all, [&](const auto& id) { return std::find(over.begin(), over.end(), id) != over.end(); });
  });
}

void Sessions::remove_of(const Tx& tx, std::string_view user_id) {
  tx.execute("DELETE FROM auth_oauth_sessions WHERE user_id = $1", {user_id});
}

void Sessions::ended(std::string_view session_id) {
  ended_.with([&](auto& all) {
    if (all.size() < most_waiting) all.emplace_back(session_id);
  });
}

}  // namespace veza::oauth
