#include "identity/second_factors.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "identity/backup_codes.h"
#include "identity/factor_store.h"
#include "identity/passkey_store.h"
#include "identity/totp.h"

namespace veza::identity {
namespace {

using http::Answer;
using http::refuse;

// A secret opens in its own account's row only.
std::string seal_context(std::string_view user_id) { return "identity.totp/" + std::string(user_id); }

base::Result<FactorSummary> read_summary(data::Session& session, std::string_view user_id) {
  FactorSummary summary;
  const auto totp = find_totp(session, user_id);
  if (!totp) return base::fail(totp.error());
  summary.totp = *totp && (*totp)->confirmed;
  const auto codes = count_backup_codes(session, user_id);
  if (!codes) return base::fail(codes.error());
  summary.backup_codes_left = *codes;
  const auto passkeys = count_passkeys(session, user_id);
  if (!passkeys) return base::fail(passkeys.error());
  summary.passkeys = *passkeys;
  return summary;
}

http::Problem invalid_code() {
  return {422,
          "invalid_code",
          "This code is not right. Each code works once, and those of an app for a minute.",
          {{"code", "is not right"}}};
}

std::string without_spaces(std::string_view typed) {
  std::string code(typed);
  std::erase_if(code, [](char c) { return c == ' ' || c == '-'; });
  return code;
}

std::string guess_key(const FactorOwner& owner, std::string_view window) {
  std::string key = "second-factor/guesses/" + std::string(window) + "/" + owner.id;
  if (!owner.device.empty()) key += "/" + base::sha256_hex(owner.device);
  return key;
}

}  // namespace

std::vector<std::string> FactorSummary::methods() const {
  std::vector<std::string> methods;
  if (passkeys > 0) methods.emplace_back("passkey");
  if (totp) methods.emplace_back("totp");
  if (any() && backup_codes_left > 0) methods.emplace_back("backup_code");
  return methods;
}

base::Json to_json(const FactorSummary& summary) {
  return {{"totp", summary.totp}, {"backup_codes_left", summary.backup_codes_left}, {"passkeys", summary.passkeys}};
}

Answer<FactorSummary> SecondFactors::summary(std::string_view user_id) {
  auto summary = read_summary(parts_.db, user_id);
  if (!summary) return refuse_fault(summary.error());
  return *summary;
}

Answer<TotpOffer> SecondFactors::offer_totp(const FactorOwner& owner, std::string_view issuer) {
  const std::string secret = make_totp_secret();
  const std::string sealed = parts_.seal.seal(secret, seal_context(owner.id));
  const auto done = write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    const auto offered = identity::offer_totp(tx, owner.id, sealed, parts_.clock());
    if (!offered) return refuse_fault(offered.error());
    if (!*offered)
      return refuse(409, "totp_enabled",
                    "An authenticator app is set up already. Remove it before you set up another.");
    return {};
  });
  if (!done) return refuse(done.error());
  return TotpOffer{base32(secret), otpauth_url(secret, issuer, owner.username)};
}

Answer<std::vector<std::string>> SecondFactors::confirm_totp(const FactorOwner& owner, std::string_view code) {
  const auto stored = find_totp(parts_.db, owner.id);
  if (!stored) return refuse_fault(stored.error());
  const auto not_offered = [] {
    return refuse(409, "totp_not_offered", "There is no authenticator app to confirm. Begin anew.");
  };
  if (!*stored || (*stored)->confirmed) return not_offered();
  if (auto allowed = take_guess(owner); !allowed) return refuse(allowed.error());
  const auto secret = parts_.seal.open((*stored)->secret, seal_context(owner.id));
  if (!secret) return refuse_fault(secret.error());
  const auto step = match_totp(*secret, without_spaces(code), parts_.clock(), 0);
  if (!step) return refuse(invalid_code());
  std::vector<std::string> codes;
  const auto done = write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    const auto confirmed = identity::confirm_totp(tx, owner.id, (*stored)->secret, *step, parts_.clock());
    if (!confirmed) return refuse_fault(confirmed.error());
    if (!*confirmed) return not_offered();
    if (auto noted = parts_.audit.record(tx, audit_entry("identity.totp.enabled", owner)); !noted)
      return refuse_fault(noted.error());
    auto made = renew_backup_codes(tx, parts_, owner);
    if (!made) return refuse_fault(made.error());
    codes = std::move(*made);
    return {};
  });
  if (!done) return refuse(done.error());
  (void)parts_.kv.reset_limit(guess_key(owner, "short"));
  (void)parts_.kv.reset_limit(guess_key(owner, "day"));
  return codes;
}

Answer<void> SecondFactors::remove_totp(const FactorOwner& owner) {
  return write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    if (auto held = hold_user(tx, owner.id); !held) return refuse_fault(held.error());
    const auto removed = identity::remove_totp(tx, owner.id);
    if (!removed) return refuse_fault(removed.error());
    if (!*removed) return refuse(404, "not_found", "No authenticator app is set up.");
    const auto passkeys = count_passkeys(tx, owner.id);
    if (!passkeys) return refuse_fault(passkeys.error());
    if (*passkeys == 0)
      if (auto gone = replace_backup_codes(tx, owner.id, {}, parts_.clock()); !gone) return refuse_fault(gone.error());
    if (auto noted = parts_.audit.record(tx, audit_entry("identity.totp.disabled", owner)); !noted)
      return refuse_fault(noted.error());
    if (auto told = parts_.mails.changed(tx, owner.id, Change::totp_removed, owner.client); !told)
      return refuse_fault(told.error());
    return {};
  });
}

Answer<std::vector<std::string>> SecondFactors::new_backup_codes(const FactorOwner& owner) {
  std::vector<std::string> codes;
  const auto done = write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    if (auto held = hold_user(tx, owner.id); !held) return refuse_fault(held.error());
    const auto summary = read_summary(tx, owner.id);
    if (!summary) return refuse_fault(summary.error());
    if (!summary->any())
      return refuse(409, "no_second_factor",
                    "Backup codes stand in for a second factor. Set up an authenticator app or a passkey first.");
    auto made = renew_backup_codes(tx, parts_, owner);
    if (!made) return refuse_fault(made.error());
    codes = std::move(*made);
    return {};
  });
  if (!done) return refuse(done.error());
  return codes;
}

Answer<void> SecondFactors::take_guess(const FactorOwner& owner) {
  for (const auto& [window, rule] : {std::pair("short", code_rule), std::pair("day", code_day_rule)}) {
    const auto limit = parts_.kv.limit(guess_key(owner, window), rule.max, rule.window_ms);
    if (!limit) return refuse(503, "unavailable", "Codes cannot be checked at the moment. Try again shortly.");
    if (limit->allowed) continue;
    // Once, however often it is tried: the first five wrong ones are in the log already.
    const auto first = parts_.kv.set_if_absent(guess_key(owner, window) + "/told", "", limit->retry_after_ms + 1);
    if (first && *first)
      if (auto noted = parts_.audit.record(parts_.db, stranger_entry("identity.second_factor.locked", owner)); !noted)
        return refuse_fault(noted.error());
    http::Problem problem{429, "rate_limited", "Too many codes were tried. Use a backup code or a passkey, or wait."};
    problem.retry_after_s = std::max<int64_t>(1, (limit->retry_after_ms + 999) / 1000);
    return refuse(std::move(problem));
  }
  return {};
}

tl::unexpected<http::Problem> SecondFactors::wrong_code(const FactorOwner& owner, std::string_view kind) {
  auto noted = parts_.audit.record(parts_.db, stranger_entry("identity.second_factor.failed", owner, {{"kind", kind}}));
  if (!noted) return refuse_fault(noted.error());
  return refuse(invalid_code());
}

Answer<std::string> SecondFactors::prove_backup_code(const FactorOwner& owner, std::string_view code) {
  bool used = false;
  const auto done = write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    const auto taken = use_backup_code(tx, owner.id, backup_code_hash(owner.id, code), parts_.clock());
    if (!taken) return refuse_fault(taken.error());
    used = *taken;
    if (!used) return {};
    const auto left = count_backup_codes(tx, owner.id);
    if (!left) return refuse_fault(left.error());
    if (auto noted = parts_.audit.record(tx, audit_entry("identity.backup_code.used", owner, {{"left", *left}}));
        !noted)
      return refuse_fault(noted.error());
    return {};
  });
  if (!done) return refuse(done.error());
  if (!used) return wrong_code(owner, "backup_code");
  return "backup_code";
}

Answer<std::string> SecondFactors::prove(const FactorOwner& owner, std::string_view typed) {
  if (const auto backup = read_backup_code(typed)) return prove_backup_code(owner, *backup);
  const std::string code = without_spaces(typed);
  const bool six_digits =
      code.size() == totp_digits && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!six_digits) return refuse(invalid_code());
  const auto stored = find_totp(parts_.db, owner.id);
  if (!stored) return refuse_fault(stored.error());
  if (!*stored || !(*stored)->confirmed) return refuse(invalid_code());
  if (auto allowed = take_guess(owner); !allowed) return refuse(allowed.error());
  const auto secret = parts_.seal.open((*stored)->secret, seal_context(owner.id));
  if (!secret) return refuse_fault(secret.error());
  const auto step = match_totp(*secret, code, parts_.clock(), (*stored)->last_step);
  bool taken = false;
  if (step) {
    const auto done = write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
      const auto first = take_totp_step(tx, owner.id, *step);
      if (!first) return refuse_fault(first.error());
      taken = *first;
      // After a rotation of the keys each secret moves to the new one when it is next used.
      if (taken && parts_.seal.outdated((*stored)->secret))
        if (auto sealed = store_totp_secret(tx, owner.id, parts_.seal.seal(*secret, seal_context(owner.id))); !sealed)
          return refuse_fault(sealed.error());
      return {};
    });
    if (!done) return refuse(done.error());
  }
  if (!taken) return wrong_code(owner, "totp");
  (void)parts_.kv.reset_limit(guess_key(owner, "short"));
  (void)parts_.kv.reset_limit(guess_key(owner, "day"));
  return "totp";
}

Answer<FactorSummary> SecondFactors::reset(std::string_view user_id, const FactorOwner& by) {
  FactorSummary before;
  const auto done = write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    if (auto held = hold_user(tx, user_id); !held) return refuse_fault(held.error());
    auto summary = read_summary(tx, user_id);
    if (!summary) return refuse_fault(summary.error());
    before = *summary;
    if (auto gone = identity::remove_totp(tx, user_id); !gone) return refuse_fault(gone.error());
    if (auto gone = remove_passkeys(tx, user_id); !gone) return refuse_fault(gone.error());
    if (auto gone = replace_backup_codes(tx, user_id, {}, parts_.clock()); !gone) return refuse_fault(gone.error());
    auto entry = audit_entry("identity.factors.reset", by);
    entry.subject_id = user_id;
    entry.before = {{"totp", before.totp}, {"passkeys", before.passkeys}};
    if (auto noted = parts_.audit.record(tx, entry); !noted) return refuse_fault(noted.error());
    if (!before.any()) return {};
    if (auto told = parts_.mails.changed(tx, user_id, Change::factors_reset, by.client); !told)
      return refuse_fault(told.error());
    return {};
  });
  if (!done) return refuse(done.error());
  return before;
}

}  // namespace veza::identity
