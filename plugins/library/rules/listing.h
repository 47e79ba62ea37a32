// The list of tracks: what a query string may ask, and the SQL that answers it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/changes.h"
#include "rules/cursor.h"
#include "rules/visibility.h"

namespace veza::library {

struct ListQuery {
  std::string q, genre, artist;  // folded; empty: any
  std::string owner;             // a user's id; empty: any
  std::string album;             // an album's id; empty: any
  std::string status;            // "processing" | "ready" | "failed"; empty: any
  std::optional<Visibility> visibility;
  std::optional<int64_t> year_min, year_max;
  std::string sort =
      "-created_at";      // also "created_at", "title", "-title", "artist", "album"; "random": one page of any
  int64_t per_page = 20;  // 1–100
  std::optional<Cursor> cursor;
};

// The value of a query parameter, or nothing.
using QueryValue = std::function<std::optional<std::string_view>(std::string_view name)>;

// owner=me is the viewer. Everything wrong adds to `problems`.
ListQuery parse_list_query(const QueryValue& value, const Viewer& viewer, Problems& problems);

using SqlValue = std::variant<int64_t, std::string>;
struct Statement {
  std::string sql;
  std::vector<SqlValue> values;  // $1, $2, …
};

// Totals are exact up to here; a list with more says so in meta.total_is_exact.
inline constexpr int64_t exact_total = 10000;

// Tracks the viewer may see. Failed ones are listed to those who can do something about it: owner and moderators.
// `page` asks for one row more than a page, which tells whether another page follows.
Statement page(const ListQuery& query, const Viewer& viewer, std::string_view columns);
// Counts no further than one over `exact_total`.
Statement count(const ListQuery& query, const Viewer& viewer);

// The same of one artist, the newest first (ids are made in the order of time). Empty `role`, `before`: any.
Statement page_of_artist(std::string_view artist_id, std::string_view role, const Viewer& viewer,
                         std::string_view columns, int64_t per_page, std::string_view before);
Statement count_of_artist(std::string_view artist_id, std::string_view role, const Viewer& viewer);

// The cursor value of a row in the query's sort order.
struct SortKeys {
  int64_t created_at = 0;
  std::string title_key, artist_key;
  int64_t album_position = 0;
};
std::variant<int64_t, std::string> sort_value(std::string_view sort, const SortKeys& keys);

// A LIKE pattern that finds `text` anywhere, its own % _ and \ taken literally (ESCAPE '\').
std::string like_anywhere(std::string_view text);

}  // namespace veza::library
