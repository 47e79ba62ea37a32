#include "identity/passkeys.h"

#include "base/crypto.h"
#include "base/id.h"
#include "base/text.h"
#include "identity/user_store.h"

namespace veza::identity {
namespace {

using base::Json;
using http::Answer;
using http::refuse;

http::Problem invalid_credential(const base::Error& why) {
  return {422, "invalid_credential", "This passkey was not accepted: " + why.message + "."};
}

http::Problem too_many() {
  return {409, "too_many_passkeys",
          "An account has at most " + std::to_string(max_passkeys) + " passkeys. Remove one you no longer use first."};
}

Json descriptor(const Passkey& passkey) {
  Json out{{"type", "public-key"}, {"id", passkey.credential_id}};
  if (!passkey.transports.empty()) {
    Json& transports = out["transports"] = Json::array();
    for (const auto transport : base::split(passkey.transports, ',')) transports.push_back(transport);
  }
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ",") + word;
  return all;
}

Json described(const Passkey& passkey) { return {{"passkey_id", passkey.id}, {"name", passkey.name}}; }

}  // namespace

Json to_json(const Passkey& passkey) {
  return {{"id", passkey.id},
          {"name", passkey.name},
          {"created_at", base::rfc3339(passkey.created_at)},
          {"last_used_at", passkey.last_used_at ? Json(base::rfc3339(*passkey.last_used_at)) : Json()},
          {"backed_up", passkey.backed_up}};
}

Answer<std::vector<Passkey>> Passkeys::list(std::string_view user_id) {
  auto all = list_passkeys(parts_.db, user_id);
  if (!all) return refuse_fault(all.error());
  return std::move(*all);
}

Answer<Json> Passkeys::creation_options(const FactorOwner& owner, std::string_view sid, const RelyingParty& rp) {
  const auto known = list(owner.id);
  if (!known) return refuse(known.error());
  if (known->size() >= max_passkeys) return refuse(too_many());
  const auto challenge = challenges_.give(ChallengeFor::registration, sid);
  if (!challenge) return refuse(challenge.error());
  Json exclude = Json::array();
  for (const Passkey& passkey : *known) exclude.push_back(descriptor(passkey));
  Json algorithms = Json::array();
  for (const int64_t algorithm : {cose_eddsa, cose_es256, cose_rs256})
    algorithms.push_back({{"type", "public-key"}, {"alg", algorithm}});
  return Json{{"rp", {{"id", rp.id}, {"name", rp.name}}},
              // The id is no secret, and says nothing about the person.
              {"user", {{"id", base::base64url(owner.id)}, {"name", owner.username}, {"displayName", owner.username}}},
              {"challenge", *challenge},
              {"pubKeyCredParams", std::move(algorithms)},
              {"timeout", Challenges::lifetime_ms},
              {"excludeCredentials", std::move(exclude)},
              {"authenticatorSelection", {{"residentKey", "preferred"}, {"userVerification", "preferred"}}},
              {"attestation", "none"}};
}

Answer<AddedPasskey> Passkeys::add(const FactorOwner& owner, std::string_view sid, const RelyingParty& rp,
                                   std::string_view name, const Json& credential) {
  const auto response = read_registration(credential);
  if (!response) return refuse(invalid_credential(response.error()));
  const auto client_data = parse_client_data(response->client_data);
  if (!client_data) return refuse(invalid_credential(client_data.error()));
  if (auto taken = challenges_.take(client_data->challenge, ChallengeFor::registration, sid); !taken)
    return refuse(taken.error());
  const auto made = verify_registration(*response, {rp, client_data->challenge, false});
  if (!made) return refuse(invalid_credential(made.error()));
  AddedPasskey added;
  Passkey& passkey = added.passkey;
  passkey.id = base::new_id();
  passkey.user_id = owner.id;
  passkey.credential_id = base::base64url(made->id);
  passkey.public_key = made->public_key;
  passkey.algorithm = made->algorithm;
  passkey.sign_count = made->sign_count;
  passkey.backup_eligible = made->backup_eligible;
  passkey.backed_up = made->backed_up;
  passkey.transports = joined(response->transports);
  passkey.name = name;
  passkey.created_at = parts_.clock();
  const auto done = write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    added.backup_codes.clear();
    if (auto held = hold_user(tx, owner.id); !held) return refuse_fault(held.error());
    const auto known = count_passkeys(tx, owner.id);
    if (!known) return refuse_fault(known.error());
    if (*known >= static_cast<int64_t>(max_passkeys)) return refuse(too_many());
    if (auto inserted = insert_passkey(tx, passkey); !inserted) {
      if (inserted.error().code != base::Code::conflict) return refuse_fault(inserted.error());
      return refuse(409, "passkey_known", "This passkey is in use already.");
    }
    auto entry = audit_entry("identity.passkey.added", owner, described(passkey));
    entry.after["algorithm"] = passkey.algorithm;
    if (auto noted = parts_.audit.record(tx, entry); !noted) return refuse_fault(noted.error());
    if (auto told = parts_.mails.changed(tx, owner.id, Change::passkey_added, owner.client); !told)
      return refuse_fault(told.error());
    const auto codes = tx.row("SELECT 1 FROM identity_backup_codes WHERE user_id = $1 LIMIT 1", {owner.id});
    if (!codes) return refuse_fault(codes.error());
    if (*codes) return {};
    auto fresh = renew_backup_codes(tx, parts_, owner);
    if (!fresh) return refuse_fault(fresh.error());
    added.backup_codes = std::move(*fresh);
    return {};
  });
  if (!done) return refuse(done.error());
  return added;
}

Answer<void> Passkeys::rename(const FactorOwner& owner, std::string_view id, std::string_view name) {
  return write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    const auto renamed = rename_passkey(tx, owner.id, id, name);
    if (!renamed) return refuse_fault(renamed.error());
    if (!*renamed) return refuse(404, "not_found", "There is no such passkey.");
    if (auto noted = parts_.audit.record(
            tx, audit_entry("identity.passkey.renamed", owner, {{"passkey_id", id}, {"name", name}}));
        !noted)
      return refuse_fault(noted.error());
    return {};
  });
}

base::Result<int64_t> Passkeys::ways_to_sign_in(data::Transaction& tx, std::string_view user_id) {
  if (auto held = hold_user(tx, user_id); !held) return base::fail(held.error());
  const auto user = find_user(tx, user_id);
  if (!user) return base::fail(user.error());
  const auto passkeys = count_passkeys(tx, user_id);
  if (!passkeys) return base::fail(passkeys.error());
  int64_t ways = *passkeys + (*user && !(*user)->password_hash.empty() ? 1 : 0);
  for (const CountWays& count : ways_) {
    const auto more = count(tx, user_id);
    if (!more) return base::fail(more.error());
    ways += *more;
  }
  return ways;
}

Answer<void> Passkeys::remove(const FactorOwner& owner, std::string_view id) {
  return write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    if (auto held = hold_user(tx, owner.id); !held) return refuse_fault(held.error());
    const auto removed = remove_passkey(tx, owner.id, id);
    if (!removed) return refuse_fault(removed.error());
    if (!*removed) return refuse(404, "not_found", "There is no such passkey.");
    const auto ways = ways_to_sign_in(tx, owner.id);
    if (!ways) return refuse_fault(ways.error());
    if (*ways == 0)
      return refuse(409, "last_way_to_sign_in",
                    "This passkey is the only way into your account. Set a password or add another passkey first.");
    // Codes that stand in for nothing would be a surprise later.
    auto orphans = tx.execute(
        "DELETE FROM identity_backup_codes WHERE user_id = $1 "
        "AND NOT EXISTS (SELECT 1 FROM identity_passkeys WHERE user_id = $1) "
        "AND NOT EXISTS (SELECT 1 FROM identity_totp WHERE user_id = $1 AND confirmed_at IS NOT NULL)",
        {owner.id});
    if (!orphans) return refuse_fault(orphans.error());
    if (auto noted = parts_.audit.record(tx, audit_entry("identity.passkey.removed", owner, {{"passkey_id", id}}));
        !noted)
      return refuse_fault(noted.error());
    if (auto told = parts_.mails.changed(tx, owner.id, Change::passkey_removed, owner.client); !told)
      return refuse_fault(told.error());
    return {};
  });
}

Answer<Json> Passkeys::request_options(const PasskeyUse& use, const RelyingParty& rp) {
  Json allow = Json::array();
  if (!use.user_id.empty()) {
    const auto known = list(use.user_id);
    if (!known) return refuse(known.error());
    if (known->empty()) return refuse(409, "no_passkeys", "This account has no passkeys.");
    for (const Passkey& passkey : *known) allow.push_back(descriptor(passkey));
  }
  const auto challenge = challenges_.give(use.purpose, use.bound_to);
  if (!challenge) return refuse(challenge.error());
  return Json{{"challenge", *challenge},
              {"timeout", Challenges::lifetime_ms},
              {"rpId", rp.id},
              {"allowCredentials", std::move(allow)},
              {"userVerification", use.user_verification ? "required" : "preferred"}};
}

Answer<std::string> Passkeys::prove(const PasskeyUse& use, const RelyingParty& rp, const Json& credential,
                                    const ClientInfo& client) {
  const auto response = read_assertion(credential);
  if (!response) return refuse(invalid_credential(response.error()));
  const auto client_data = parse_client_data(response->client_data);
  if (!client_data) return refuse(invalid_credential(client_data.error()));
  if (auto taken = challenges_.take(client_data->challenge, use.purpose, use.bound_to); !taken)
    return refuse(taken.error());
  const auto passkey = find_passkey(parts_.db, base::base64url(response->id));
  if (!passkey) return refuse_fault(passkey.error());
  // Whoever is not known yet is named by the authenticator (section 7.2, step 6).
  const bool theirs = *passkey &&
                      (use.user_id.empty() ? response->user_handle.has_value() : use.user_id == (*passkey)->user_id) &&
                      (!response->user_handle || *response->user_handle == (*passkey)->user_id);
  if (!theirs) return refuse(422, "passkey_unknown", "This site does not know this passkey. It may have been removed.");
  const Passkey& known = **passkey;
  const auto user = find_user(parts_.db, known.user_id);
  if (!user) return refuse_fault(user.error());
  if (!*user) return refuse(404, "not_found", "There is no such account.");
  const FactorOwner owner{known.user_id, (*user)->user.username, client};
  const auto failed = [&](const base::Error& why) -> tl::unexpected<http::Problem> {
    base::Json after = described(known);
    after["reason"] = why.message;
    const auto noted =
        parts_.audit.record(parts_.db, stranger_entry("identity.passkey.refused", owner, std::move(after)));
    if (!noted) return refuse_fault(noted.error());
    return refuse(invalid_credential(why));
  };
  const auto assertion = verify_assertion(*response, {known.public_key, known.algorithm},
                                          {rp, client_data->challenge, use.user_verification});
  if (!assertion) return failed(assertion.error());
  // An authenticator never changes its mind about this one (section 6.1.3 of Level 3).
  if (assertion->backup_eligible != known.backup_eligible)
    return failed({base::Code::invalid, "it cannot be copied elsewhere one time and can another time"});
  bool copied = false;
  const auto done = write_or_refuse(parts_.db, [&](data::Transaction& tx) -> Answer<void> {
    const auto noted = note_passkey_use(tx, known.id, assertion->sign_count, assertion->backed_up, parts_.clock());
    if (!noted) return refuse_fault(noted.error());
    copied = !*noted;
    if (!copied) return {};
    auto entry = stranger_entry("identity.passkey.counter_decreased", owner, described(known));
    entry.before = {{"sign_count", known.sign_count}};
    entry.after["sign_count"] = assertion->sign_count;
    if (auto recorded = parts_.audit.record(tx, entry); !recorded) return refuse_fault(recorded.error());
    return {};
  });
  if (!done) return refuse(done.error());
  if (copied)
    return refuse(422, "passkey_copied",
                  "This passkey's counter went back, so there may be a copy of it. Sign in another way and remove it.");
  return known.user_id;
}

}  // namespace veza::identity
