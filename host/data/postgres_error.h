// SQLSTATEs (PostgreSQL manual, appendix A) as our errors.
#pragma once
#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::data {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ClearResult>;

base::Code postgres_code(std::string_view sqlstate);

// "" when the error is libpq's own: the connection is gone.
std::string_view sqlstate(const PGresult* result);

// The error a result holds. Only its first line: the detail line would show values. `sql` is shown, cut to 80
// characters, where the statement itself is at fault.
base::Error postgres_error(const PGresult* result, std::string_view sql);

// What a caller may do about a failure.
enum class Again {
  no,
  conflict,  // serialization failure or deadlock: the whole transaction may run again
  stale,     // the statement was prepared for an older schema: prepare it anew
  broken,    // the connection is gone
};
Again again(const PGresult* result);

}  // namespace veza::data
