// What second factors and passkeys work with, and for whom.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/sealed.h"
#include "data/database.h"
#include "http/problem.h"
#include "identity/accounts.h"
#include "kv/store.h"
#include "observe/audit.h"

namespace veza::identity {

struct FactorParts {
  data::Database& db;  // all outlive the parts that use them
  kv::Store& kv;
  const base::Seal& seal;
  observe::Audit& audit;
  const AccountMails& mails;
  base::Clock clock = base::now_ms;
};

// Whose factors, and from where they are used or changed.
struct FactorOwner {
  std::string id, username;
  ClientInfo client = {};
  std::string device = {};  // what guesses are counted apart for, second_factors.h; "": for nobody the account knows
};

// The owner's own deed, as the audit log has it.
observe::AuditEntry audit_entry(std::string action, const FactorOwner& owner, base::Json after = nullptr);
// What somebody did to the owner's account who did not prove to be the owner.
observe::AuditEntry stranger_entry(std::string action, const FactorOwner& owner, base::Json after = nullptr);

// Eight new codes in place of those before. [inside a write body]
base::Result<std::vector<std::string>> renew_backup_codes(data::Transaction& tx, const FactorParts& parts,
                                                          const FactorOwner& owner);
// Keeps other transactions from changing this account until this one ends.
base::Status hold_user(data::Transaction& tx, std::string_view user_id);

// Runs `body` in a transaction; what it refuses undoes everything and is the answer.
http::Answer<void> write_or_refuse(data::Database& db,
                                   const std::function<http::Answer<void>(data::Transaction&)>& body);

// A fault of the floors below as an answer.
inline auto refuse_fault(const base::Error& error) { return http::refuse(http::Problem::from(error)); }

}  // namespace veza::identity
