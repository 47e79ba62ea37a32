// Runs the SQL that rules/ make.
#pragma once
#include <veza/db.hpp>

#include "rules/listing.h"

namespace veza::library {

inline Params bind(const Statement& statement) {
  Params params;
  for (const auto& value : statement.values) {
    std::visit([&](const auto& v) { params.emplace_back(v); }, value);
  }
  return params;
}

inline void run(const Db& db, const Statement& statement, const OnRow& on_row) {
  db.query(statement.sql, bind(statement), on_row);
}

}  // namespace veza::library
