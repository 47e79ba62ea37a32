// Results from PostgreSQL's formats. Binary: the …send functions of src/backend/utils/adt; big-endian.
#pragma once
#include <libpq-fe.h>

#include "data/database.h"
#include "data/postgres_error.h"

namespace veza::data {

// A whole result, row by row.
class PostgresRows {
 public:
  explicit PostgresRows(PgResult result) : result_(std::move(result)) {}
  // Calls `each` for every row to the first error.
  base::Status each(const RowCallback& callback) const;
  // Rows an INSERT, UPDATE, DELETE or MERGE changed; 0 for every other statement.
  int64_t changed() const;

 private:
  PgResult result_;
};

}  // namespace veza::data
