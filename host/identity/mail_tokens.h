// The keys that mailed links carry, in table identity_mail_tokens: only the SHA-256 of each is kept, each works once.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "data/database.h"

namespace veza::identity {

enum class MailPurpose {
  verify_email,    // the address belongs to the account, or is to become its own
  password_reset,  // set a new password
  magic_link,      // sign in
};
// "verify_email" …: in the database and as a mail's kind.
std::string_view name(MailPurpose purpose);
std::optional<MailPurpose> mail_purpose(std::string_view name);

// How long the link works: a day, an hour, a quarter of an hour.
int64_t lifetime_ms(MailPurpose purpose);

struct MailToken {
  MailPurpose purpose = MailPurpose::verify_email;
  std::string user_id;
  std::string email;      // where it was sent
  bool remember = false;  // a magic link's session
};

// A new token, 32 random bytes as base64url: what goes into the link.
base::Result<std::string> make_mail_token(data::Transaction& tx, const MailToken& token, int64_t now_ms);
// Whose it is, without using it up; nothing when it is unknown, used, expired or for something else.
base::Result<std::optional<MailToken>> find_mail_token(data::Session& session, MailPurpose purpose,
                                                       std::string_view token, int64_t now_ms);
// The same, and nobody takes it after this: of two at once, one gets it.
base::Result<std::optional<MailToken>> take_mail_token(data::Transaction& tx, MailPurpose purpose,
                                                       std::string_view token, int64_t now_ms);
// Every link that was sent to the account is void: its password or address changed.
base::Status drop_mail_tokens(data::Transaction& tx, std::string_view user_id);
// Only those of one purpose.
base::Status drop_mail_tokens(data::Transaction& tx, std::string_view user_id, MailPurpose purpose);
base::Status prune_mail_tokens(data::Transaction& tx, int64_t now_ms);

}  // namespace veza::identity
