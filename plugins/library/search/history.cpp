#include "search/history.h"

namespace veza::library {

void SearchHistory::add(const Tx& tx, std::string_view user_id, std::string_view query, int64_t now) {
  tx.execute(
      "INSERT INTO library_searches (user_id, query, searched_at) VALUES ($1, $2, $3) ON CONFLICT (user_id, query) DO "
      "UPDATE SET searched_at = excluded.searched_at",
      {user_id, query, now});
  tx.execute(
      "DELETE FROM library_searches WHERE user_id = $1 AND query IN (SELECT query FROM library_searches WHERE user_id "
      "= $1 ORDER BY searched_at DESC, query LIMIT 1000 OFFSET $2)",
      {user_id, kept});
}

void SearchHistory::clear(const Tx& tx, std::string_view user_id) {
  tx.execute("DELETE FROM library_searches WHERE user_id = $1", {user_id});
}

std::vector<Searched> SearchHistory::of(const Db& db, std::string_view user_id) {
  std::vector<Searched> out;
  db.query(
      "SELECT query, searched_at FROM library_searches WHERE user_id = $1 ORDER BY searched_at DESC, query LIMIT $2",
      {user_id, kept}, [&](const Row& row) {
        out.push_back({row.text(0), row.integer(1)});
      });
  return out;
}

}  // namespace veza::library
