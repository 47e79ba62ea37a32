// The index, asked. What a search finds depends on who asks: what is listed, and what names the viewer as its reader.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include <veza/db.hpp>

#include "rules/visibility.h"
#include "search/request.h"

namespace veza::library {

struct Found {
  std::vector<Hit> hits;  // in order, at most max_hits
  bool are_all = true;    // there are no more
  // The words that were taken for typing errors, and what was found instead.
  std::vector<std::pair<std::string, std::vector<std::string>>> corrected;
};

// [worker]
class Lookup {
 public:
  explicit Lookup(const Db& db) : db_(db), postgresql_(db.is_postgresql()) {}

  // Where there are more than max_hits: titles that begin with what was asked for, the most played, and the newest
  // (PostgreSQL: any). When nothing is found, again with words that are nearly the same.
  Found search(const SearchRequest& request, const Viewer& viewer) const;

  // Titles that begin with what was typed, then those with a word that does; the most played first.
  std::vector<Hit> suggest(std::string_view typed, const Viewer& viewer, size_t limit) const;

  // Up to five known words for a typing error, the nearest first (search/typos.h).
  std::vector<std::string> nearest(const std::string& word) const;

 private:
  Found find(const SearchRequest& request, const Node& words, const Viewer& viewer) const;
  // PostgreSQL's guess of how many documents match.
  int64_t expected(const std::string& tsquery) const;
  // Of the listed or of the hidden documents; the newest where the engine has them in order.
  void add_found(const Node& tree, bool listed, int64_t limit, std::vector<Hit>& out) const;
  void add_titles(std::string_view beginning, const Node& tree, int64_t limit, std::vector<Hit>& out) const;
  // Those that match of the first `walked` listed ones in an order: "plays DESC, n DESC" or "n DESC".
  void add_walked(std::string_view order, const Node& tree, int64_t walked, std::vector<Hit>& out) const;
  void add_words(std::string_view column, std::string_view beginning, int64_t least, int64_t most,
                 std::vector<std::string>& out) const;

  const Db& db_;
  bool postgresql_;
};

}  // namespace veza::library
