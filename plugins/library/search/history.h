// What somebody searched for: theirs alone, the newest hundred. (library_searches)
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

namespace veza::library {

struct Searched {
  std::string query;
  int64_t at = 0;  // ms since 1970
};

struct SearchHistory {
  static constexpr int64_t kept = 100;
  // The same text again moves to the front.
  static void add(const Tx& tx, std::string_view user_id, std::string_view query, int64_t now);
  static void clear(const Tx& tx, std::string_view user_id);
  // The newest first. [worker]
  static std::vector<Searched> of(const Db& db, std::string_view user_id);
};

}  // namespace veza::library
