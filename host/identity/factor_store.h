// TOTP secrets and backup codes in the database: SQL and nothing else.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/database.h"

namespace veza::identity {

struct StoredTotp {
  std::string secret;  // sealed
  bool confirmed = false;
  int64_t last_step = 0;
};

base::Result<std::optional<StoredTotp>> find_totp(data::Session& session, std::string_view user_id);
// In place of one that was never confirmed. False when the account has a confirmed one.
base::Result<bool> offer_totp(data::Transaction& tx, std::string_view user_id, std::string_view sealed, int64_t now_ms);
// From now on it is asked for. False when the offer is another one by now.
base::Result<bool> confirm_totp(data::Transaction& tx, std::string_view user_id, std::string_view sealed, int64_t step,
                                int64_t now_ms);
// False when a code of this step or a later one was taken before, here or on another host.
base::Result<bool> take_totp_step(data::Transaction& tx, std::string_view user_id, int64_t step);
base::Status store_totp_secret(data::Transaction& tx, std::string_view user_id, std::string_view sealed);
// Whether there was a confirmed one.
base::Result<bool> remove_totp(data::Transaction& tx, std::string_view user_id);

// Unused ones.
base::Result<int64_t> count_backup_codes(data::Session& session, std::string_view user_id);
base::Status replace_backup_codes(data::Transaction& tx, std::string_view user_id,
                                  const std::vector<std::string>& hashes, int64_t now_ms);
// False when there is no such code, or it was used before.
base::Result<bool> use_backup_code(data::Transaction& tx, std::string_view user_id, std::string_view hash,
                                   int64_t now_ms);

}  // namespace veza::identity
