// veza.audit/1: who changed what, in a log that is only ever added to. Since SDK 1.2.
#pragma once
#include "veza/abi/audit.h"
#include "veza/db.hpp"
#include "veza/http_message.hpp"
#include "veza/json.hpp"

namespace veza {

struct AuditEntry {
  std::string action;  // "<plugin id>.track.deleted"
  std::string subject_type, subject_id;
  Json before = nullptr, after = nullptr;  // what changed: objects, or null. Secrets are masked by their names.
  // Without a request: the user it is done for ("": the plugin acts by itself), and the request that caused it.
  std::string actor_id = {}, request_id = {};
};

class Audit : detail::Service<veza_audit_v1> {
 public:
  explicit Audit(const Host& host) : Service(host, VEZA_AUDIT_V1) {}

  // Inside Db::write. The request says who and from where.
  void record(const Tx& tx, const Request& request, const AuditEntry& entry) const { write(tx, request.abi(), entry); }
  // The same from a job or an event consumer.
  void record(const Tx& tx, const AuditEntry& entry) const { write(tx, nullptr, entry); }

 private:
  void write(const Tx& tx, const veza_http_request* request, const AuditEntry& entry) const {
    const std::string before = entry.before.is_null() ? std::string() : to_text(entry.before);
    const std::string after = entry.after.is_null() ? std::string() : to_text(entry.after);
    veza_audit_entry out{};
    out.struct_size = sizeof out;
    out.action = detail::abi(entry.action);
    out.request = request;
    out.actor_id = detail::abi(entry.actor_id);
    out.request_id = detail::abi(entry.request_id);
    out.subject_type = detail::abi(entry.subject_type);
    out.subject_id = detail::abi(entry.subject_id);
    out.before = detail::abi(before);
    out.after = detail::abi(after);
    check(table_->record(table_->ctx, tx.abi(), &out));
  }
};

}  // namespace veza
