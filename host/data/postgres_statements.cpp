#include "data/postgres_statements.h"

#include <algorithm>

#include "data/postgres_types.h"

namespace veza::data {
namespace {

constexpr size_t most_variants = 4;

}  // namespace

bool PostgresStatement::accepts(Params values) const {
  // A wrong number is the statement's to report.
  if (values.size() != made_for.size()) return false;
  for (size_t i = 0; i < values.size(); ++i) {
    const Type type = values[i].type();
    if (type != made_for[i] && !fits(type, types[i])) return false;
  }
  return true;
}

const PostgresStatement* PostgresStatements::find(std::string_view sql, Params values) {
  const auto found = by_sql_.find(sql);
  if (found == by_sql_.end()) return nullptr;
  if (found->second != recent_.begin()) recent_.splice(recent_.begin(), recent_, found->second);
  for (const auto& variant : found->second->variants) {
    if (variant->accepts(values)) return variant.get();
  }
  return nullptr;
}

const PostgresStatement* PostgresStatements::keep(std::string_view sql, PostgresStatement statement) {
  auto found = by_sql_.find(sql);
  if (found == by_sql_.end()) {
    if (!recent_.empty() && recent_.size() >= capacity_) drop(std::prev(recent_.end()));
    recent_.push_front({std::string(sql), {}});
    found = by_sql_.emplace(recent_.front().sql, recent_.begin()).first;
  }
  auto& variants = found->second->variants;
  if (variants.size() >= most_variants) {
    dropped_.push_back(variants.front()->name);
    variants.erase(variants.begin());
  }
  return variants.emplace_back(std::make_unique<PostgresStatement>(std::move(statement))).get();
}

void PostgresStatements::forget(std::string_view sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) drop(found->second);
}

void PostgresStatements::drop(Entries::iterator entry) {
  for (const auto& variant : entry->variants) dropped_.push_back(variant->name);
  by_sql_.erase(entry->sql);
  recent_.erase(entry);
}

}  // namespace veza::data
