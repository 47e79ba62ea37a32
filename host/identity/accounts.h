// What can be done with accounts and their sessions: the rules, without HTTP. The routes and the command line use it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "data/database.h"
#include "events/outbox.h"
#include "http/problem.h"
#include "identity/access_tokens.h"
#include "identity/password_hash.h"
#include "identity/revocations.h"
#include "identity/session_store.h"
#include "identity/user_store.h"
#include "observe/audit.h"

namespace veza::identity {

struct NewAccount {
  std::string username, email, password;
};

// Who signs in from where; for the list of sessions.
struct ClientInfo {
  std::string ip, user_agent, request_id;
};

// A session as its owner gets it.
struct SignedIn {
  User user;
  std::string sid;
  std::string access_token, refresh_token;
  int64_t expires_in_s = 0;   // the access token's
  int64_t refresh_for_s = 0;  // the refresh token's
};

struct AccountParts {
  data::Database& db;  // all outlive the Accounts
  events::Outbox& outbox;
  observe::Audit& audit;
  const PasswordHasher& hasher;
  const AccessTokens& tokens;
  Revocations& revocations;
  base::Clock clock = base::now_ms;
};

// What is wrong with the fields of a new account: every problem at once.
std::vector<http::FieldProblem> account_problems(const NewAccount& account, bool reserved_names_allowed);

// Any worker thread; every call blocks on the database. Refusals are problems as the wire knows them.
class Accounts {
 public:
  // `refresh_key`: 32 bytes, see load_or_create_secret() of key_table.h.
  Accounts(AccountParts parts, std::string refresh_key);

  // 422 invalid_fields, 409 username_taken or email_taken. Emits identity.user.registered.v1.
  // `before_insert` runs first in the same transaction; its error undoes everything.
  http::Answer<User> add(const NewAccount& account, Role role, bool reserved_names_allowed,
                         const std::string& request_id = {},
                         const std::function<http::Answer<void>(data::Transaction&)>& before_insert = {});

  // An account of role user for somebody whom another provider vouches for, inside the transaction: without a password,
  // with a name like the one wished for, its address verified. Emits identity.user.registered.v1. 422 invalid_fields
  // (the address), 409 email_taken.
  http::Answer<User> add_vouched(data::Transaction& tx, std::string_view wished_name, const std::string& email,
                                 const std::string& request_id);

  // The account behind a username or e-mail address and its password: 401 invalid_credentials, after the same time
  // whether or not there is such an account.
  http::Answer<User> authenticate(const std::optional<StoredUser>& found, std::string_view password);
  http::Answer<std::optional<StoredUser>> find_by_login(std::string_view login);

  // Errors: 404 not_found.
  http::Answer<User> find(std::string_view user_id);
  http::Answer<User> find_user_named(std::string_view login);
  http::Answer<std::vector<User>> list(size_t limit, std::string_view after_id = {});

  // Sets it and ends every session of the account. 422 when the password is not good enough, 404.
  http::Answer<void> set_password(std::string_view user_id, std::string_view password);
  // A random password of about 100 bits, for whoever runs the site to pass on.
  static std::string make_password();
  // Takes effect at once: access tokens that say otherwise count as expired. 404; 409 last_admin.
  http::Answer<void> set_role(std::string_view user_id, Role role);

  http::Answer<SignedIn> start_session(const User& user, const ClientInfo& client, bool remember);
  // A new pair for a refresh token. 401 token_invalid, token_expired, session_revoked (also the first time an old
  // token comes back: the session ends with it), 409 refresh_conflict (another tab was moments earlier).
  http::Answer<SignedIn> refresh(std::string_view refresh_token, const ClientInfo& client);
  // Whether the session's owner proved within the last fresh_ms who they are. No session is never fresh.
  http::Answer<bool> is_fresh(std::string_view sid);
  static constexpr int64_t fresh_ms = 15LL * 60 * 1000;
  // Ending a session that is over is no error.
  http::Answer<void> end_session(std::string_view sid);
  // The session of a genuine refresh token, current or not.
  std::optional<std::string> session_of(std::string_view refresh_token) const;

 private:
  http::Answer<SignedIn> answer(const User& user, const Session& session, std::string refresh_token);

  AccountParts parts_;
  const std::string refresh_key_;
};

}  // namespace veza::identity
