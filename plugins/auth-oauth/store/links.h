// The table auth_oauth_links: which accounts of providers are linked to which accounts here.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>
#include <veza/json.hpp>

#include "provider/provider.h"

namespace veza::oauth {

struct Link {
  std::string id, user_id, provider;
  std::string issuer, subject;  // Provider::authority(), and who it is there
  std::string name, email;      // at the provider, as of the last sign-in
  std::string tokens;           // sealed
  int64_t linked_at = 0, used_at = 0;
};

// Whether it was made at this provider, not at another one that had its id in the site's settings.
bool is_at(const Link& link, const Provider& provider);
// What its owner is told: {id, provider, name, email, linked_at}.
Json to_json(const Link& link);
// What the provider's tokens are sealed under.
std::string seal_context(const Link& link);

// Reads: [worker]. With a Tx: inside its transaction.
class Links {
 public:
  explicit Links(const Db& db) : db_(db) {}

  std::optional<Link> find(std::string_view provider, std::string_view issuer, std::string_view subject) const;
  std::vector<Link> of_user(std::string_view user_id) const;
  // Those whose tokens can be refreshed and will have expired by `before_ms`, at most `limit`.
  std::vector<Link> expiring(int64_t before_ms, int64_t limit) const;

  // Replaces what the user has of another issuer under the same provider's id. VEZA_E_CONFLICT: the subject is linked,
  // or the user has a link at this provider.
  static void insert(const Tx& tx, const Link& link, int64_t tokens_expire_at);
  static void touch(const Tx& tx, const Link& link, int64_t tokens_expire_at);
  // Unless a sign-in has stored others since `before` (sealed) was read.
  static void store_tokens(const Tx& tx, std::string_view id, std::string_view before, std::string_view sealed,
                           int64_t expire_at);
  // Nothing when there is none of this user. What it was: provider and name.
  static std::optional<Link> remove(const Tx& tx, std::string_view id, std::string_view user_id);
  static std::vector<Link> of_user(const Tx& tx, std::string_view user_id);
  static void remove_of(const Tx& tx, std::string_view user_id);

 private:
  const Db& db_;
};

}  // namespace veza::oauth
