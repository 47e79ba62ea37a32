// Prepared statements of one session by their text, the least recently used out first.
//
// A text may be kept several times: a statement's parameters have types, and a caller may bind an integer where it
// bound a text before.
#pragma once
#include <libpq-fe.h>

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/database.h"

namespace veza::data {

struct PostgresStatement {
  std::string name;
  std::vector<Type> made_for;  // the kinds of the values it was prepared with
  std::vector<Oid> types;      // of its parameters, as the server sees them
  bool binary = false;         // whether all its columns can be read in binary

  // Whether these values can be bound, with the meaning they would have had at its preparation.
  bool accepts(Params values) const;
};

class PostgresStatements {
 public:
  explicit PostgresStatements(size_t capacity) : capacity_(capacity) {}

  // Null when none is kept that accepts the values. Valid until the next keep() or forget().
  const PostgresStatement* find(std::string_view sql, Params values);
  const PostgresStatement* keep(std::string_view sql, PostgresStatement statement);
  void forget(std::string_view sql);
  // One that was never kept.
  void drop(std::string name) { dropped_.push_back(std::move(name)); }
  // The names of those no longer kept since the last call: to be deallocated.
  std::vector<std::string> take_dropped() { return std::move(dropped_); }
  bool has_dropped() const { return !dropped_.empty(); }

 private:
  struct Entry {
    std::string sql;
    std::vector<std::unique_ptr<PostgresStatement>> variants;
  };
  using Entries = std::list<Entry>;
  void drop(Entries::iterator entry);

  size_t capacity_;
  Entries recent_;
  std::unordered_map<std::string_view, Entries::iterator> by_sql_;  // keys live in recent_
  std::vector<std::string> dropped_;
};

}  // namespace veza::data
