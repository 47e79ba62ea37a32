// Accounts in the database: SQL and nothing else.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/database.h"
#include "identity/user.h"

namespace veza::identity {

struct StoredUser {
  User user;
  std::string password_hash;
};

using MaybeUser = base::Result<std::optional<StoredUser>>;

// A data::Session is the database itself, or a transaction.
MaybeUser find_user(data::Session& session, std::string_view id);
// By username or, when it holds an @, by e-mail address; without case.
MaybeUser find_user_by_login(data::Session& session, std::string_view login);

// At most `limit` of them in the order they joined, after the one with id `after` (empty: from the first).
base::Result<std::vector<User>> list_users(data::Session& session, size_t limit, std::string_view after);
struct FoundUsers {
  std::vector<User> users;
  int64_t total = 0;
};
// Those whose username, or with `by_email` whose address, holds the text, without case; the newest first.
base::Result<FoundUsers> search_users(data::Session& session, std::string_view text, bool by_email, int64_t offset,
                                      int64_t limit);
base::Result<int64_t> count_users(data::Session& session, std::string_view role);
// Whether nobody but `user_id` has the role, closed accounts, which will be erased, left aside. No other transaction
// changes or closes one of these accounts before this one ends.
base::Result<bool> is_last_with(data::Transaction& tx, std::string_view role, std::string_view user_id);

enum class Taken { none, username, email };
base::Result<Taken> what_is_taken(data::Transaction& tx, std::string_view username, std::string_view email);

// Errors (conflict): the name or address is taken.
base::Status insert_user(data::Transaction& tx, const User& user, std::string_view password_hash);
// Errors (conflict): another account has it; (not_found).
base::Status store_email(data::Transaction& tx, std::string_view user_id, std::string_view email, bool verified,
                         int64_t now_ms);
base::Status store_password_hash(data::Transaction& tx, std::string_view user_id, std::string_view hash,
                                 int64_t now_ms);
// The same password hashed at another cost; nothing when it was changed meanwhile.
base::Status renew_password_hash(data::Transaction& tx, std::string_view user_id, std::string_view from,
                                 std::string_view to);
// Whether password and address are those of when `user` was read; no other transaction changes the account before this
// one ends. False, too, when it is gone.
base::Result<bool> hold_unchanged(data::Transaction& tx, const User& user);
// Errors (not_found).
base::Status store_role(data::Transaction& tx, std::string_view user_id, std::string_view role, int64_t now_ms);

}  // namespace veza::identity
