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
#include "identity/account_mails.h"
#include "identity/actor.h"
#include "identity/living_tokens.h"
#include "identity/password_hash.h"
#include "identity/revocations.h"
#include "identity/session_store.h"
#include "identity/sign_in_method.h"
#include "identity/user_store.h"
#include "observe/audit.h"

namespace veza::identity {

struct NewAccount {
  std::string username, email, password;
};

// A session as its owner gets it.
struct SignedIn {
  User user;
  std::string sid;
  std::string access_token, refresh_token;
  int64_t expires_in_s = 0;   // the access token's
  int64_t refresh_for_s = 0;  // the refresh token's
};

// Somebody with a mailed link in their hand.
struct MagicSignIn {
  User user;
  bool remember = false;
};

struct AccountParts {
  data::Database& db;  // all outlive the Accounts
  events::Outbox& outbox;
  observe::Audit& audit;
  const PasswordHasher& hasher;
  const AccountMails& mails;
  const AccessTokens& tokens;
  Revocations& revocations;
  RoleBook& roles;
  LivingTokens& living;
  base::Clock clock = base::now_ms;
};

// What is wrong with the fields of a new account: every problem at once.
std::vector<http::FieldProblem> account_problems(const NewAccount& account, bool reserved_names_allowed);

// Any worker thread; every call blocks on the database. Refusals are problems as the wire knows them.
class Accounts {
 public:
  // `refresh_key`: 32 bytes, see load_or_create_secret() of key_table.h.
  Accounts(AccountParts parts, std::string refresh_key);

  // 422 invalid_fields, 409 username_taken or email_taken. Emits identity.user.registered.v1. Without a client it is
  // done at the command line. `before_insert` runs first in the same transaction, with the account as it is to be; its
  // error undoes everything.
  using BeforeInsert = std::function<http::Answer<void>(data::Transaction&, const User&)>;
  http::Answer<User> add(const NewAccount& account, std::string_view role, bool reserved_names_allowed,
                         const ClientInfo& client = {}, const BeforeInsert& before_insert = {});
  http::Answer<User> add(const NewAccount& account, Role role, bool reserved_names_allowed,
                         const ClientInfo& client = {}, const BeforeInsert& before_insert = {}) {
    return add(account, name(role), reserved_names_allowed, client, before_insert);
  }

  // An account of role user for somebody whom another provider vouches for, inside the transaction: without a password,
  // with a name like the one wished for, its address verified. Emits identity.user.registered.v1. 422 invalid_fields
  // (the address), 409 email_taken.
  http::Answer<User> add_vouched(data::Transaction& tx, std::string_view wished_name, const std::string& email,
                                 const ClientInfo& client);

  // The account behind a username or e-mail address and its password: 401 invalid_credentials, after the same time
  // whether or not there is such an account.
  http::Answer<User> authenticate(const std::optional<StoredUser>& found, std::string_view password);
  http::Answer<std::optional<StoredUser>> find_by_login(std::string_view login);
  // For the audit log: somebody gave a wrong password, or was refused for having guessed too often. What was typed is
  // not kept, as people type passwords there. The same work whether or not there is such an account.
  void note_failed_sign_in(const std::optional<StoredUser>& found, const ClientInfo& client, bool locked);

  // Errors: 404 not_found.
  http::Answer<User> find(std::string_view user_id);
  http::Answer<User> find_user_named(std::string_view login);
  http::Answer<std::vector<User>> list(size_t limit, std::string_view after_id = {});

  // A page of those whose username, or with `by_email` whose address, holds the text; the newest first.
  http::Answer<FoundUsers> search(std::string_view text, bool by_email, int64_t offset, int64_t limit);

  // Sets it and ends every session of the account. 422 when the password is not good enough, 404.
  http::Answer<void> set_password(std::string_view user_id, std::string_view password);
  // The same, and the session `keep_sid` goes on; a mail says so. Mailed links sent before are void.
  http::Answer<void> change_password(std::string_view user_id, std::string_view password, std::string_view keep_sid,
                                     const ClientInfo& client);
  // Not every account has one: some are signed in to by a provider, a passkey or a mailed link. 404.
  http::Answer<bool> has_password(std::string_view user_id);
  // Whether it is this account's. 422 invalid_credentials.
  http::Answer<void> check_password(std::string_view user_id, std::string_view password);
  // For whoever runs the site: as if a mail to the address had been answered. 404.
  http::Answer<void> confirm_email(std::string_view user_id);
  // Ends every session and revokes every personal access token; how many of each. 404.
  struct SignedOut {
    size_t sessions = 0, tokens = 0;
  };
  http::Answer<SignedOut> sign_out(std::string_view user_id);
  // A random password of about 100 bits, for whoever runs the site to pass on.
  static std::string make_password();
  // Gives a role of the contract's or the site's. Takes effect at once: access tokens that say otherwise count as
  // expired. 404; 422 for a role that is not there; 403 forbidden where it, or the one before, may do what the actor
  // may not; 409 last_admin.
  http::Answer<void> set_role(std::string_view user_id, std::string_view role, const Actor& actor = {});
  http::Answer<void> set_role(std::string_view user_id, Role role) { return set_role(user_id, name(role)); }

  // `user`: as it was when `way` showed who it is. 401 credentials_changed when its password or address changed since:
  // whoever came by the old ones is to be out.
  http::Answer<SignedIn> start_session(const User& user, const ClientInfo& client, bool remember, const SignInWay& way);
  // A new pair for a refresh token. 401 token_invalid, token_expired, session_revoked (also the first time an old
  // token comes back: the session ends with it), 409 refresh_conflict (another tab was moments earlier).
  http::Answer<SignedIn> refresh(std::string_view refresh_token, const ClientInfo& client);
  // Whether the session's owner proved within the last fresh_ms who they are. No session is never fresh.
  http::Answer<bool> is_fresh(std::string_view sid);
  static constexpr int64_t fresh_ms = 15LL * 60 * 1000;
  // Ending a session that is over is no error.
  http::Answer<void> end_session(std::string_view sid, const ClientInfo& client = {});
  // Those of the account that go on, the one used last first.
  http::Answer<std::vector<Session>> sessions_of(std::string_view user_id);
  // 404 not_found when it is somebody else's, too.
  http::Answer<void> end_session_of(const User& user, std::string_view sid, const ClientInfo& client);
  http::Answer<void> end_other_sessions(const User& user, std::string_view keep_sid, const ClientInfo& client);
  // The session's owner has proved again who they are: it is fresh from now.
  http::Answer<void> prove_again(const User& user, std::string_view sid, const ClientInfo& client);
  // Whether the account was used from this address (of IPv6: its /64) in the last month. The same work for an id that
  // nobody has.
  http::Answer<bool> knows_address(std::string_view user_id, std::string_view ip);

  // Mailed links. 400 link_invalid when it is unknown, used, void or too old; looking at one uses nothing up.
  //
  // The address is confirmed; one that was asked for by change_email() becomes the account's. 409 email_taken.
  http::Answer<void> verify_email(std::string_view token, const ClientInfo& client);
  // Sets it and ends every session. 422 leaves the link good.
  http::Answer<void> reset_password(std::string_view token, std::string_view password, const ClientInfo& client);
  // Uses the link up; the caller signs its user in. Confirms the address on the way; when it was not before, all
  // sessions end and the password is void: whoever made the account may not be who reads its mail.
  http::Answer<MagicSignIn> take_magic_link(std::string_view token, const ClientInfo& client);
  // The mail that asks to confirm the address, once more; nothing when it is confirmed.
  http::Answer<void> send_verification(std::string_view user_id);
  // A link goes to the new address and a notice to the old; without mail it changes at once. 422, 409 email_taken.
  http::Answer<void> change_email(std::string_view user_id, const std::string& email, const ClientInfo& client);

  // The session of a genuine refresh token, current or not.
  std::optional<std::string> session_of(std::string_view refresh_token) const;

 private:
  // One transaction; a refusal of the body undoes it and is the answer.
  http::Answer<void> transact(const std::function<http::Answer<void>(data::Transaction&)>& body);
  // 422 invalid_fields when it is not good enough.
  http::Answer<std::string> hash_new_password(const User& user, std::string_view password);
  // Also voids mailed links, ends the sessions but `keep_sid` and posts the notice. `ended` gets the sessions' ids.
  base::Status replace_password(data::Transaction& tx, const User& user, const std::string& hash,
                                std::string_view keep_sid, int64_t now, std::vector<std::string>& ended);
  http::Answer<void> email_is_free(data::Transaction& tx, const std::string& email);
  // `jti`: made while the user's row was held.
  http::Answer<SignedIn> answer(const User& user, const Session& session, std::string refresh_token, std::string jti);

  AccountParts parts_;
  const std::string refresh_key_;
};

}  // namespace veza::identity
