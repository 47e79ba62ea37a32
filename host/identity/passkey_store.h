// Passkeys in the database: SQL and nothing else.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/database.h"

namespace veza::identity {

struct Passkey {
  std::string id, user_id;
  std::string credential_id;  // base64url, as browsers have it
  std::string public_key;     // bytes, see webauthn.h
  int64_t algorithm = 0;
  uint32_t sign_count = 0;
  bool backup_eligible = false, backed_up = false;
  std::string transports;  // "internal,hybrid"
  std::string name;
  int64_t created_at = 0;  // epoch milliseconds
  std::optional<int64_t> last_used_at;
};

// Oldest first.
base::Result<std::vector<Passkey>> list_passkeys(data::Session& session, std::string_view user_id);
base::Result<std::optional<Passkey>> find_passkey(data::Session& session, std::string_view credential_id);
base::Result<int64_t> count_passkeys(data::Session& session, std::string_view user_id);

// Errors (conflict): the credential is known.
base::Status insert_passkey(data::Transaction& tx, const Passkey& passkey);
// False when the user has none with this id.
base::Result<bool> rename_passkey(data::Transaction& tx, std::string_view user_id, std::string_view id,
                                  std::string_view name);
base::Result<bool> remove_passkey(data::Transaction& tx, std::string_view user_id, std::string_view id);
base::Result<int64_t> remove_passkeys(data::Transaction& tx, std::string_view user_id);
// False, and nothing noted, when the counter is not past the stored one (0 stays 0: no counter): also when another host
// was faster with the same one.
base::Result<bool> note_passkey_use(data::Transaction& tx, std::string_view id, uint32_t sign_count, bool backed_up,
                                    int64_t now_ms);

}  // namespace veza::identity
