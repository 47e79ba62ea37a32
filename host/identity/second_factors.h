// An account's TOTP and its backup codes: the rules, without HTTP.
//
// Guessing. A six-digit code stands against five wrong ones in 15 minutes and twenty a day for an account, counted by
// every host together and before the code is looked at, so that guesses in parallel gain nothing. A right one clears
// both. A browser that signed in to the account before (device_cookie.h), and a session that is to prove itself, have
// as many of their own: whoever has the password and guesses does not keep the owner out. Backup codes and passkeys
// cannot be guessed and stay open meanwhile.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "http/problem.h"
#include "identity/factor_parts.h"
#include "identity/login_limits.h"

namespace veza::identity {

inline constexpr LimitRule code_rule{5, 15 * 60 * 1000};
inline constexpr LimitRule code_day_rule{20, 24LL * 3600 * 1000};

struct FactorSummary {
  bool totp = false;
  int64_t backup_codes_left = 0;
  int64_t passkeys = 0;
  bool any() const { return totp || passkeys > 0; }
  // What can be asked for, the best first: of "passkey", "totp", "backup_code". Empty when there is no second factor.
  std::vector<std::string> methods() const;
};

// {totp, backup_codes_left, passkeys}
base::Json to_json(const FactorSummary& summary);

struct TotpOffer {
  std::string secret;  // base32, for typing
  std::string url;     // for the QR code
};

// Any worker thread; every call blocks on the database. Each change is in the audit log.
class SecondFactors {
 public:
  explicit SecondFactors(FactorParts parts) : parts_(std::move(parts)) {}

  http::Answer<FactorSummary> summary(std::string_view user_id);

  // A new secret that counts once it is confirmed; one that was not is forgotten. 409 totp_enabled.
  http::Answer<TotpOffer> offer_totp(const FactorOwner& owner, std::string_view issuer);
  // With a code of the offered secret. Returns new backup codes, never to be seen again. 422 invalid_code, 429,
  // 409 totp_not_offered.
  http::Answer<std::vector<std::string>> confirm_totp(const FactorOwner& owner, std::string_view code);
  // 404 when there is none. Without passkeys, the backup codes go with it.
  http::Answer<void> remove_totp(const FactorOwner& owner);

  // Those before stop working. 409 no_second_factor.
  http::Answer<std::vector<std::string>> new_backup_codes(const FactorOwner& owner);

  // Whether `code` is the account's current TOTP code or one of its backup codes; it is used up then. Which it was:
  // "totp", "backup_code". 422 invalid_code, 429 rate_limited.
  http::Answer<std::string> prove(const FactorOwner& owner, std::string_view code);

  // Takes everything away, so that the password alone is enough: for whoever runs the site. `by` is who does it.
  http::Answer<FactorSummary> reset(std::string_view user_id, const FactorOwner& by);

 private:
  http::Answer<void> take_guess(const FactorOwner& owner);
  tl::unexpected<http::Problem> wrong_code(const FactorOwner& owner, std::string_view kind);
  http::Answer<std::string> prove_backup_code(const FactorOwner& owner, std::string_view code);

  FactorParts parts_;
};

}  // namespace veza::identity
