// Passkeys of accounts: the rules, without HTTP. The wire's JSON (WebAuthn Level 3, section 5.1) comes and goes as it
// is; webauthn.h judges it.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "identity/challenges.h"
#include "identity/factor_parts.h"
#include "identity/passkey_store.h"
#include "identity/webauthn.h"

namespace veza::identity {

// Ways to sign in that the host does not keep itself: how many the account has. [inside a write body]
using CountWays = std::function<base::Result<int64_t>(data::Transaction& tx, std::string_view user_id)>;

inline constexpr size_t max_passkeys = 20;  // of one account

// What a passkey is asked for, and by whom.
struct PasskeyUse {
  ChallengeFor purpose = ChallengeFor::sign_in;
  std::string bound_to = {};  // challenges.h
  std::string user_id = {};   // "" when the passkey is to say who it is
  // When nothing else shows who that is, the authenticator makes sure by PIN, finger or face.
  bool user_verification = true;
};

struct AddedPasskey {
  Passkey passkey;
  std::vector<std::string> backup_codes;  // with an account's first second factor; never to be seen again
};

// Any worker thread; every call blocks on the database. Each change is in the audit log.
class Passkeys {
 public:
  explicit Passkeys(FactorParts parts) : parts_(std::move(parts)), challenges_(parts_.kv) {}

  // Before the first request.
  void add_way_to_sign_in(CountWays count) { ways_.push_back(std::move(count)); }

  http::Answer<std::vector<Passkey>> list(std::string_view user_id);
  // PublicKeyCredentialCreationOptionsJSON. 409 too_many_passkeys, 503.
  http::Answer<base::Json> creation_options(const FactorOwner& owner, std::string_view sid, const RelyingParty& rp);
  // 422 challenge_expired, invalid_credential; 409 passkey_known, too_many_passkeys.
  http::Answer<AddedPasskey> add(const FactorOwner& owner, std::string_view sid, const RelyingParty& rp,
                                 std::string_view name, const base::Json& credential);
  // 404: not one of the owner's.
  http::Answer<void> rename(const FactorOwner& owner, std::string_view id, std::string_view name);
  // 404; 409 last_way_to_sign_in.
  http::Answer<void> remove(const FactorOwner& owner, std::string_view id);
  // How many ways to sign in the account has: a password, passkeys, those added. Holds the account.
  base::Result<int64_t> ways_to_sign_in(data::Transaction& tx, std::string_view user_id);

  // PublicKeyCredentialRequestOptionsJSON; for somebody in particular it names his passkeys. 409 no_passkeys, 503.
  http::Answer<base::Json> request_options(const PasskeyUse& use, const RelyingParty& rp);
  // Whose passkey signed. 422 challenge_expired, invalid_credential; passkey_unknown; passkey_copied: the
  // authenticator's counter went back, so there are two of it.
  http::Answer<std::string> prove(const PasskeyUse& use, const RelyingParty& rp, const base::Json& credential,
                                  const ClientInfo& client);

 private:
  FactorParts parts_;
  Challenges challenges_;
  std::vector<CountWays> ways_;
};

// {id, name, created_at, last_used_at, backed_up}
base::Json to_json(const Passkey& passkey);

}  // namespace veza::identity
