// veza.audit/1
#include <algorithm>

#include "http/audit_entry.h"
#include "observe/audit.h"
#include "plugins/boundary.h"
#include "plugins/http_call.h"
#include "plugins/service.h"
#include "plugins/tx_abi.h"
#include "veza/abi/audit.h"

namespace veza::plugins {
namespace {

constexpr size_t max_word = 512;
constexpr size_t max_state = 1U << 20;

class AuditService final : public Service {
 public:
  AuditService(PluginContext& plugin, observe::Audit& audit) : plugin_(plugin), audit_(audit) {
    table_ = {.struct_size = sizeof table_, .reserved = 0, .ctx = this, .record = &record};
  }
  std::string_view id() const override { return VEZA_AUDIT_V1; }
  const void* table() const override { return &table_; }

 private:
  static veza_status record(void* ctx, veza_tx* tx, const veza_audit_entry* entry) noexcept {
    auto* self = static_cast<AuditService*>(ctx);
    if (!self) return bad_argument("audit.record", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!tx || !entry || entry->struct_size < sizeof(veza_audit_entry)) {
        return bad_argument("audit.record", "tx or entry is NULL, or its struct_size is not set");
      }
      if (!readable(entry->action, max_word) || !readable(entry->actor_id, max_word) ||
          !readable(entry->request_id, max_word) || !readable(entry->subject_type, max_word) ||
          !readable(entry->subject_id, max_word) || !readable(entry->before, max_state) ||
          !readable(entry->after, max_state)) {
        return bad_argument("audit.record", "a text is NULL, or too long");
      }
      return self->add(from_abi(tx), *entry);
    });
  }

  veza_status add(data::Transaction& tx, const veza_audit_entry& entry) {
    const std::string action(view(entry.action));
    // No plugin speaks for the host or for another one. An id's hyphens may be underscores, as in its tables.
    std::string as_table = plugin_.id() + ".";
    std::replace(as_table.begin(), as_table.end(), '-', '_');
    if (!action.starts_with(plugin_.id() + ".") && !action.starts_with(as_table)) {
      return bad_argument("audit.record", "the action does not begin with \"" + plugin_.id() + ".\"");
    }
    observe::AuditEntry out;
    if (entry.request) {
      out = http::audit_entry(entry.request->context, action);
    } else {
      out.action = action;
      out.actor_id = view(entry.actor_id);
      out.actor_name = "plugin " + plugin_.id();
      out.request_id = view(entry.request_id);
    }
    out.subject_type = view(entry.subject_type);
    out.subject_id = view(entry.subject_id);
    for (const auto& [text, state] : {std::pair(&entry.before, &out.before), std::pair(&entry.after, &out.after)}) {
      if (text->len == 0) continue;
      auto value = base::parse_json(view(*text));
      if (!value || !value->is_object()) return bad_argument("audit.record", "before or after is no JSON object");
      *state = std::move(*value);
    }
    const auto recorded = audit_.record(tx, out);
    return recorded ? veza_status{VEZA_OK} : refuse(recorded.error());
  }

  PluginContext& plugin_;
  observe::Audit& audit_;
  veza_audit_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_audit_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<AuditService>(plugin, *services.audit);
}

}  // namespace veza::plugins
