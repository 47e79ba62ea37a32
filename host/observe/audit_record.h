// One row of the audit log, and how it is hashed. Plain values and functions.
//
//     hash      = SHA-256(previous hash, canonical JSON of {seq, id, at, action, actor_id, subject_type, subject_id,
//                 request_id, who, what})
//     who       = SHA-256(salt, canonical JSON of {actor_name, ip, user_agent})
//     what      = SHA-256(salt, canonical JSON of {before, after})
//
// Canonical JSON here: members sorted by name, no blanks, UTF-8 unescaped; numbers are integers or the shortest text
// that reads back the same (RFC 8785 for what the log holds). Hashes are 64 lower-case hex digits; the first row's
// previous hash is 64 zeros.
//
// `who` and `what` are hashed by themselves, with a salt that goes when somebody is erased: the chain holds without
// what they stood for, and nobody can guess it back from the hash.
#pragma once
#include <cstdint>
#include <string>

#include "base/json.h"

namespace veza::observe {

struct AuditRecord {
  int64_t seq = 0;  // 1, 2, 3 … without gaps
  int64_t at = 0;   // epoch milliseconds
  std::string id, action, actor_id, subject_type, subject_id, request_id;
  std::string who_salt, actor_name, ip, user_agent, who_hash;
  std::string what_salt, state_before, state_after, what_hash;  // states: JSON texts, "" = null
  std::string previous_hash, hash;

  // Whether the personal part was erased; its hash stays.
  bool who_erased() const { return who_salt.empty(); }
  bool what_erased() const { return what_salt.empty(); }
};

// 64 zeros.
extern const std::string audit_genesis;

std::string audit_who_hash(const AuditRecord& record);
std::string audit_what_hash(const AuditRecord& record);
std::string audit_hash(const AuditRecord& record);

// Gives the record its place after (seq, hash): sets seq, both salts, and every hash.
void seal_audit_record(AuditRecord& record, int64_t previous_seq, const std::string& previous_hash);

// As the API and the export show it: {seq, id, at (RFC 3339), action, actor{id, name}|null, subject{type, id}|null, ip,
// user_agent, request_id, before, after, erased, hash}.
base::Json to_json(const AuditRecord& record);
// All of it, with salts and hashes, for somebody who wants to check the chain elsewhere; `at` in milliseconds too.
base::Json to_full_json(const AuditRecord& record);

}  // namespace veza::observe
