#include "data/postgres_error.h"

namespace veza::data {

using base::Code;

base::Code postgres_code(std::string_view state) {
  const auto kind = state.substr(0, 2);
  if (state == "23505" || state == "23503" || state == "23001" || state == "23P01") return Code::conflict;
  if (kind == "23" || kind == "22" || state == "25006") return Code::invalid;
  // Resources, intervention (a cancelled statement, a shutdown), connections, locks, I/O, conflicts beyond all retries.
  if (kind == "53" || kind == "57" || kind == "08" || kind == "58" || kind == "40" || state == "55P03" ||
      state == "25P03" || state.empty()) {
    return Code::unavailable;
  }
  return Code::internal;
}

std::string_view sqlstate(const PGresult* result) {
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  return state ? state : "";
}

base::Error postgres_error(const PGresult* result, std::string_view sql) {
  const auto state = sqlstate(result);
  if (state == "25006") {
    return {Code::invalid, "a query outside a transaction may only read: \"" + std::string(sql.substr(0, 80)) + "\""};
  }
  const char* primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
  if (state.empty() || !primary) return {Code::unavailable, "the connection to PostgreSQL broke"};
  base::Error error{postgres_code(state), std::string("PostgreSQL: ") + primary};
  if (error.code == Code::internal) error.message.append(" in \"").append(sql.substr(0, 80)).append("\"");
  return error;
}

Again again(const PGresult* result) {
  const auto state = sqlstate(result);
  if (state.empty()) return Again::broken;
  if (state == "40001" || state == "40P01") return Again::conflict;
  // "cached plan must not change result type" has no SQLSTATE of its own; the name of the function is not translated.
  if (state == "0A000") {
    const char* function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
    if (function && std::string_view(function) == "RevalidateCachedQuery") return Again::stale;
  }
  return Again::no;
}

}  // namespace veza::data
