#include "http/access_log.h"

namespace veza::http {

base::Json access_fields(const net::AccessRecord& record, const Exchange* exchange) {
  base::Json fields{{"method", record.method},
                    {"path", record.target.substr(0, record.target.find('?'))},
                    {"status", record.status},
                    {"bytes", record.bytes},
                    {"duration_ms", static_cast<double>(record.duration_us) / 1000.0},
                    {"client_ip", exchange != nullptr ? std::string_view(exchange->client.ip) : record.peer},
                    {"request_id", exchange != nullptr ? std::string_view(exchange->request_id) : record.request_id}};
  if (!record.complete) fields["incomplete"] = true;
  if (exchange == nullptr) return fields;
  if (exchange->mounted) fields["route"] = exchange->mounted->label;
  if (!exchange->auth.principal->is_guest()) fields["user_id"] = exchange->auth.principal->user_id;
  return fields;
}

}  // namespace veza::http
