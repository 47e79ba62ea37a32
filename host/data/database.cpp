#include "data/database.h"

namespace veza::data {

std::string_view name(Dialect dialect) { return dialect == Dialect::sqlite ? "sqlite" : "postgresql"; }

base::Result<std::vector<Row>> Session::rows(std::string_view sql, Params params) {
  std::vector<Row> found;
  auto status = query(sql, params, [&](const RowView& row) -> base::Status {
    found.emplace_back(row);
    return {};
  });
  if (!status) return base::fail(status.error());
  return found;
}

base::Result<std::optional<Row>> Session::row(std::string_view sql, Params params) {
  std::optional<Row> first;
  auto status = query(sql, params, [&](const RowView& row) -> base::Status {
    if (!first) first.emplace(row);
    return {};
  });
  if (!status) return base::fail(status.error());
  return first;
}

}  // namespace veza::data
