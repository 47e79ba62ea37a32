// Personal access tokens: a person makes one for a script or an app, with a name, an end and a part of what they may
// do. The rules, without HTTP.
#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "identity/accounts.h"
#include "identity/living_tokens.h"
#include "identity/token_store.h"

namespace veza::identity {

inline constexpr int64_t max_token_days = 365;
inline constexpr size_t max_tokens_of_user = 50;
// How far apart the uses of a token are written down.
inline constexpr int64_t token_use_apart_ms = 5LL * 60 * 1000;

struct NewPersonalToken {
  std::string name;
  std::vector<std::string> scopes;
  int64_t days = 0;  // 1 to max_token_days
};

// A token as its owner gets it: `text` is shown this once.
struct MadePersonalToken {
  PersonalToken token;
  std::string text;
};

// {id, name, scopes[], created_at, expires_at, last_used_at}
base::Json to_json(const PersonalToken& token);

struct PersonalTokenParts {
  data::Database& db;  // all outlive it
  LivingTokens& living;
  const RoleBook& roles;
  Revocations& revocations;
  observe::Audit& audit;
  const AccountMails& mails;
  base::Clock clock = base::now_ms;
};

// Any worker thread; every call blocks on the database.
class PersonalTokens {
 public:
  explicit PersonalTokens(PersonalTokenParts parts) : parts_(std::move(parts)) {}

  // Scopes are permissions the actor holds at this moment, except those no token can carry. 422 invalid_fields, 409
  // too_many_tokens. Works at once on this host, within a second on the others.
  http::Answer<MadePersonalToken> make(const NewPersonalToken& wanted, const Actor& actor);
  http::Answer<std::vector<PersonalToken>> list(std::string_view user_id);
  // 404 where the actor has no such token. Its open WebSockets are closed.
  http::Answer<void> revoke(std::string_view id, const Actor& actor);

  // Learns what another process made and revoked since, or everything; writes down what was used. [worker]
  base::Status synchronize(int64_t since_ms);
  base::Status prune(int64_t before_ms);

 private:
  base::Status read_all(int64_t now);

  PersonalTokenParts parts_;
  std::atomic<int64_t> read_all_at_{0};
};

}  // namespace veza::identity
