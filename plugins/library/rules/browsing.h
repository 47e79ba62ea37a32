// Lists of artists, albums and genres: what a query string may ask, and the SQL that answers it.
#pragma once
#include "rules/listing.h"

namespace veza::library {

enum class Collection { artists, albums, genres };

struct BrowseQuery {
  Collection of = Collection::artists;
  // artists, genres: "name", "-tracks"; albums: "title", "artist", "year", "-year" (only those that have one), "random"
  // (one page of any); not genres: "-created_at"
  std::string sort;
  std::string artist_id;  // albums only: of this artist; empty: any
  // Albums only: with a track of this genre (its key); of these years.
  std::string genre;
  std::optional<int64_t> year_min, year_max;
  int64_t per_page = 20;  // 1–100
  std::optional<Cursor> cursor;
};

// Everything wrong adds to `problems`.
BrowseQuery parse_browse_query(Collection of, const QueryValue& value, Problems& problems);

// What the viewer may know of: collections with a track that everybody may have listed, or with one of the viewer's.
// Columns: id (of a genre: its key), name, number of tracks the viewer may have listed, sort value, and
//   artists  mbid, number of albums the viewer may know of
//   albums   artist_name, type, release_date, year, mbid, cover track (of a listed track, else of one of the viewer's),
//            first artist's id, created_at, milliseconds of the tracks the viewer may have listed
Statement browse(const BrowseQuery& query, const Viewer& viewer);  // one row more than a page
Statement browse_count(const BrowseQuery& query, const Viewer& viewer);
// The same columns of one. No row when the viewer may not know of it.
Statement browse_one(Collection of, std::string_view id, const Viewer& viewer);

// Words that begin with `text`, the most used first: columns name, uses. kind "tag" or "genre".
Statement suggest(std::string_view kind, std::string_view text, const Viewer& viewer, int64_t limit);

}  // namespace veza::library
