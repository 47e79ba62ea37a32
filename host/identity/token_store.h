// Personal access tokens in the database: SQL and nothing else.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/database.h"
#include "identity/personal_token.h"

namespace veza::identity {

struct PersonalToken {
  std::string id, user_id, name;
  std::vector<std::string> scopes;         // permissions, sorted
  int64_t created_at = 0, expires_at = 0;  // epoch milliseconds
  std::optional<int64_t> last_used_at, revoked_at;
};

// A token with what is needed to recognise it and to say who shows it.
struct StoredToken {
  PersonalToken token;
  TokenHash hash{};
  std::string username, role;
};

// The user's that were not revoked, the newest first.
base::Result<std::vector<PersonalToken>> list_tokens(data::Session& session, std::string_view user_id);
// Those that are neither revoked nor expired, with their owners.
base::Status each_living_token(data::Session& session, int64_t now_ms, const std::function<void(StoredToken)>& use);
// Those made or revoked after `since_ms`, revoked ones too.
base::Status each_changed_token(data::Session& session, int64_t since_ms, const std::function<void(StoredToken)>& use);

base::Status insert_token(data::Transaction& tx, const PersonalToken& token, const TokenHash& hash);
// The token as it was, or nothing where the user has no such living one.
base::Result<std::optional<PersonalToken>> revoke_token(data::Transaction& tx, std::string_view user_id,
                                                        std::string_view id, int64_t now_ms);
// All of the user's, whoever ends an account; calls `on_each` with each id.
base::Status revoke_tokens_of(data::Transaction& tx, std::string_view user_id, int64_t now_ms,
                              const std::function<void(std::string)>& on_each = {});
base::Status note_use(data::Transaction& tx, std::string_view id, int64_t used_ms);
// Removes those that have been over since `before_ms`.
base::Result<int64_t> prune_tokens(data::Transaction& tx, int64_t before_ms);

}  // namespace veza::identity
