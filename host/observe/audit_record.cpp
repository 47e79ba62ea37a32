#include "observe/audit_record.h"

#include "base/clock.h"
#include "base/crypto.h"

namespace veza::observe {
namespace {

using base::Json;

std::string digest(const std::string& before, const Json& value) {
  return base::sha256_hex(before + base::to_text(value));
}

// A stored state as JSON. A text that is none (somebody changed it) stays a text, and hashes to something else.
Json state(const std::string& text) {
  if (text.empty()) return nullptr;
  auto value = base::parse_json(text);
  if (!value || base::to_text(*value) != text) return text;
  return std::move(*value);
}

}  // namespace

const std::string audit_genesis(64, '0');

std::string audit_who_hash(const AuditRecord& record) {
  return digest(record.who_salt,
                {{"actor_name", record.actor_name}, {"ip", record.ip}, {"user_agent", record.user_agent}});
}

std::string audit_what_hash(const AuditRecord& record) {
  return digest(record.what_salt, {{"before", state(record.state_before)}, {"after", state(record.state_after)}});
}

std::string audit_hash(const AuditRecord& record) {
  return digest(record.previous_hash, {{"seq", record.seq},
                                       {"id", record.id},
                                       {"at", record.at},
                                       {"action", record.action},
                                       {"actor_id", record.actor_id},
                                       {"subject_type", record.subject_type},
                                       {"subject_id", record.subject_id},
                                       {"request_id", record.request_id},
                                       {"who", record.who_hash},
                                       {"what", record.what_hash}});
}

void seal_audit_record(AuditRecord& record, int64_t previous_seq, const std::string& previous_hash) {
  record.seq = previous_seq + 1;
  record.previous_hash = previous_hash;
  record.who_salt = base::random_token(16);
  record.what_salt = base::random_token(16);
  record.who_hash = audit_who_hash(record);
  record.what_hash = audit_what_hash(record);
  record.hash = audit_hash(record);
}

base::Json to_json(const AuditRecord& record) {
  Json actor = nullptr;
  if (!record.actor_id.empty() || !record.actor_name.empty()) {
    actor = {{"id", record.actor_id.empty() ? Json(nullptr) : Json(record.actor_id)}, {"name", record.actor_name}};
  }
  Json subject = nullptr;
  if (!record.subject_type.empty()) subject = {{"type", record.subject_type}, {"id", record.subject_id}};
  return {{"seq", record.seq},
          {"id", record.id},
          {"at", base::rfc3339(record.at)},
          {"action", record.action},
          {"actor", actor},
          {"subject", subject},
          {"ip", record.ip},
          {"user_agent", record.user_agent},
          {"request_id", record.request_id},
          {"before", state(record.state_before)},
          {"after", state(record.state_after)},
          {"erased", record.who_erased() || record.what_erased()},
          {"hash", record.hash}};
}

base::Json to_full_json(const AuditRecord& record) {
  Json all = to_json(record);
  all["at_ms"] = record.at;
  all["who"] = {{"salt", record.who_salt}, {"hash", record.who_hash}};
  all["what"] = {{"salt", record.what_salt}, {"hash", record.what_hash}};
  all["previous_hash"] = record.previous_hash;
  return all;
}

}  // namespace veza::observe
