#include "identity/mail_tokens.h"

#include "base/crypto.h"

namespace veza::identity {
namespace {

constexpr int64_t minute_ms = 60'000;

std::optional<MailToken> read(MailPurpose purpose, const std::optional<data::Row>& row) {
  if (!row) return std::nullopt;
  return MailToken{purpose, (*row)[0].string(), (*row)[1].string(), (*row)[2].boolean()};
}

}  // namespace

std::string_view name(MailPurpose purpose) {
  switch (purpose) {
    case MailPurpose::verify_email:
      return "verify_email";
    case MailPurpose::password_reset:
      return "password_reset";
    case MailPurpose::magic_link:
      return "magic_link";
  }
  return "unknown";
}

std::optional<MailPurpose> mail_purpose(std::string_view text) {
  for (const auto purpose : {MailPurpose::verify_email, MailPurpose::password_reset, MailPurpose::magic_link})
    if (name(purpose) == text) return purpose;
  return std::nullopt;
}

int64_t lifetime_ms(MailPurpose purpose) {
  switch (purpose) {
    case MailPurpose::verify_email:
      return 24 * 60 * minute_ms;
    case MailPurpose::password_reset:
      return 60 * minute_ms;
    case MailPurpose::magic_link:
      return 15 * minute_ms;
  }
  return 0;
}

base::Result<std::string> make_mail_token(data::Transaction& tx, const MailToken& token, int64_t now_ms) {
  std::string text = base::random_token();
  auto done = tx.execute(
      "INSERT INTO identity_mail_tokens (token_hash, purpose, user_id, email, remember, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {base::sha256_hex(text), name(token.purpose), token.user_id, token.email, token.remember, now_ms,
       now_ms + lifetime_ms(token.purpose)});
  if (!done) return base::fail_while("storing a mailed key", done.error());
  return text;
}

base::Result<std::optional<MailToken>> find_mail_token(data::Session& session, MailPurpose purpose,
                                                       std::string_view token, int64_t now_ms) {
  const auto row = session.row(
      "SELECT user_id, email, remember FROM identity_mail_tokens WHERE token_hash = $1 AND purpose = $2 AND "
      "expires_at > $3",
      {base::sha256_hex(token), name(purpose), now_ms});
  if (!row) return base::fail_while("looking for a mailed key", row.error());
  return read(purpose, *row);
}

base::Result<std::optional<MailToken>> take_mail_token(data::Transaction& tx, MailPurpose purpose,
                                                       std::string_view token, int64_t now_ms) {
  const auto row = tx.row(
      "DELETE FROM identity_mail_tokens WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3 "
      "RETURNING user_id, email, remember",
      {base::sha256_hex(token), name(purpose), now_ms});
  if (!row) return base::fail_while("using a mailed key", row.error());
  return read(purpose, *row);
}

base::Status drop_mail_tokens(data::Transaction& tx, std::string_view user_id) {
  if (auto done = tx.execute("DELETE FROM identity_mail_tokens WHERE user_id = $1", {user_id}); !done)
    return base::fail_while("voiding mailed keys", done.error());
  return {};
}

base::Status drop_mail_tokens(data::Transaction& tx, std::string_view user_id, MailPurpose purpose) {
  auto done =
      tx.execute("DELETE FROM identity_mail_tokens WHERE user_id = $1 AND purpose = $2", {user_id, name(purpose)});
  if (!done) return base::fail_while("voiding mailed keys", done.error());
  return {};
}

base::Status prune_mail_tokens(data::Transaction& tx, int64_t now_ms) {
  if (auto done = tx.execute("DELETE FROM identity_mail_tokens WHERE expires_at <= $1", {now_ms}); !done)
    return base::fail_while("removing old mailed keys", done.error());
  return {};
}

}  // namespace veza::identity
