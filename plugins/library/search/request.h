// What a search asks for: the query string of GET /search, read and checked.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "rules/changes.h"
#include "rules/listing.h"
#include "search/query.h"
#include "search/ranking.h"

namespace veza::library {

struct SearchRequest {
  std::string q;  // as typed, cleaned
  Node words;
  std::vector<std::string> kinds;  // empty: all of them
  std::string genre, key;          // empty: any
  std::optional<int64_t> bpm_min, bpm_max, year_min, year_max;
  Order order = Order::relevance;
  int64_t per_page = 20;  // 1–100
  int64_t offset = 0;     // from the cursor

  bool asks_for(std::string_view kind) const;
  bool has_filter() const;
};

// What reaches no further: the hits a search can be paged through.
inline constexpr int64_t max_hits = 1000;

// `problems` gets what is wrong; there is no wrong q, but one with neither words nor a filter asks for nothing.
SearchRequest parse_search(const QueryValue& value, Problems& problems);

// The whole search but who asks: words and filters as one tree.
Node with_filters(const SearchRequest& request);

std::string search_cursor(int64_t offset);

}  // namespace veza::library
