#include "rules/browsing.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <veza/id.hpp>

#include "rules/text.h"

namespace veza::library {
namespace {

struct Table {
  std::string_view name, kind, id, title, total, listed, more;
};
constexpr Table tables[] = {
    {"library_artists", "artist", "id", "name", "track_count", "public_count", ", mbid"},
    {"library_albums", "album", "id", "title", "track_count", "public_count",
     ", artist_name, type, release_date, year, mbid"},
    {"library_tags", "genre", "key", "name", "uses", "public_uses", ""},
};
const Table& table_of(Collection of) { return tables[static_cast<size_t>(of)]; }

struct Order {
  Collection of;
  std::string_view name, column;
  bool descending;
};
constexpr std::array orders{Order{Collection::artists, "name", "sort_key", false},
                            Order{Collection::artists, "-tracks", "public_count", true},
                            Order{Collection::artists, "-created_at", "created_at", true},
                            Order{Collection::albums, "title", "title_key", false},
                            Order{Collection::albums, "artist", "artist_key", false},
                            Order{Collection::albums, "-created_at", "created_at", true},
                            Order{Collection::albums, "year", "year", false},
                            Order{Collection::albums, "-year", "year", true},
                            Order{Collection::albums, "random", "id", false},
                            Order{Collection::genres, "name", "key", false},
                            Order{Collection::genres, "-tracks", "public_uses", true}};

const Order* find_order(Collection of, std::string_view name) {
  const auto* found = std::find_if(orders.begin(), orders.end(),
                                   [&](const Order& order) { return order.of == of && order.name == name; });
  return found == orders.end() ? nullptr : found;
}

class Sql {
 public:
  explicit Sql(const Table& table) : table_(table) {}

  std::string add(SqlValue value) {
    values_.push_back(std::move(value));
    return "$" + std::to_string(values_.size());
  }
  void require(const std::string& condition) { where_ += (where_.empty() ? " WHERE " : " AND ") + condition; }

  // Only what the viewer may know of.
  void see(const Viewer& viewer) {
    if (table_.kind == "genre") require("kind = 'genre'");
    if (reads_any(viewer)) return;
    std::string seen = std::string(table_.listed) + " > 0";
    if (reads_own(viewer)) {
      if (viewer_.empty()) viewer_ = add(std::string(viewer.user_id));
      seen = "(" + seen + " OR EXISTS (SELECT 1" + held() + "))";
    }
    require(seen);
  }
  // How many tracks of it the viewer may have listed.
  std::string count(const Viewer& viewer) {
    if (reads_any(viewer)) return std::string(table_.total);
    if (!reads_own(viewer)) return std::string(table_.listed);
    if (viewer_.empty()) viewer_ = add(std::string(viewer.user_id));
    return std::string(table_.listed) + " + COALESCE((SELECT h.hidden_count" + held() + "), 0)";
  }
  std::string columns(const Viewer& viewer, std::string_view sort_column) {
    std::string out = std::string(table_.id) + ", " + std::string(table_.title) + ", " + count(viewer) + ", " +
                      std::string(sort_column) + std::string(table_.more);
    if (table_.kind == "artist") return out + album_count(viewer);
    if (table_.kind != "album") return out;
    out +=
        ", COALESCE(cover_track_id, (SELECT t.id FROM library_tracks t WHERE t.album_id = library_albums.id AND "
        "t.cover_type IS NOT NULL AND ";
    out += reads_any(viewer) ? "t.status <> 'failed'" : reads_own(viewer) ? "t.owner_id = " + viewer_ : "1 = 0";
    out += " ORDER BY t.album_position, t.id LIMIT 1))";
    out +=
        ", (SELECT l.artist_id FROM library_album_artists l WHERE l.album_id = library_albums.id ORDER BY l.position "
        "LIMIT 1), created_at, (SELECT COALESCE(SUM(t.duration_ms), 0) FROM library_tracks t WHERE t.album_id = "
        "library_albums.id AND " +
        listed_track(viewer) + ")";
    return out;
  }
  // Those with a track of this genre that the viewer may have listed.
  void have_genre(const std::string& key, const Viewer& viewer) {
    const auto genre = add(key);
    require(
        "id IN (SELECT t.album_id FROM library_track_tags g CROSS JOIN library_tracks t WHERE g.kind = 'genre' AND "
        "g.key = " +
        genre + " AND t.id = g.track_id AND t.album_id IS NOT NULL AND " + listed_track(viewer) + ")");
  }
  Statement select(const std::string& what, const std::string& rest) {
    return {"SELECT " + what + " FROM " + std::string(table_.name) + where_ + rest, std::move(values_)};
  }

 private:
  std::string listed_track(const Viewer& viewer) {
    if (reads_any(viewer)) return "t.status <> 'failed'";
    const std::string listed = "(t.is_public = 1 AND t.status <> 'failed')";
    if (!reads_own(viewer)) return listed;
    if (viewer_.empty()) viewer_ = add(std::string(viewer.user_id));
    return "(" + listed + " OR t.owner_id = " + viewer_ + ")";
  }
  std::string album_count(const Viewer& viewer) {
    std::string seen;
    if (!reads_any(viewer)) {
      seen = "b.public_count > 0";
      if (reads_own(viewer)) {
        if (viewer_.empty()) viewer_ = add(std::string(viewer.user_id));
        seen +=
            " OR EXISTS (SELECT 1 FROM library_holdings o WHERE o.kind = 'album' AND o.collection_id = b.id AND "
            "o.owner_id = " +
            viewer_ + ")";
      }
      seen = " AND (" + seen + ")";
    }
    return ", (SELECT COUNT(*) FROM library_album_artists l JOIN library_albums b ON b.id = l.album_id WHERE "
           "l.artist_id "
           "= library_artists.id" +
           seen + ")";
  }
  std::string held() const {
    return " FROM library_holdings h WHERE h.kind = '" + std::string(table_.kind) +
           "' AND h.collection_id = " + std::string(table_.name) + "." + std::string(table_.id) +
           " AND h.owner_id = " + viewer_;
  }

  const Table& table_;
  std::string where_, viewer_;
  std::vector<SqlValue> values_;
};

void filter(const BrowseQuery& query, const Viewer& viewer, Sql& sql) {
  if (!query.artist_id.empty()) {
    sql.require("id IN (SELECT album_id FROM library_album_artists WHERE artist_id = " + sql.add(query.artist_id) +
                ")");
  }
  if (!query.genre.empty()) sql.have_genre(query.genre, viewer);
  if (query.year_min) sql.require("year >= " + sql.add(*query.year_min));
  if (query.year_max) sql.require("year <= " + sql.add(*query.year_max));
  if (query.sort == "year" || query.sort == "-year") sql.require("year IS NOT NULL");
}

void read_year(const QueryValue& value, const char* name, std::optional<int64_t>& to, Problems& problems) {
  const auto given = value(name);
  if (!given || given->empty()) return;
  int64_t year = 0;
  const auto* end = given->data() + given->size();
  const auto [stopped, error] = std::from_chars(given->data(), end, year);
  if (error != std::errc() || stopped != end || year < 0 || year > 9999) {
    problems.push_back({name, "must be a year from 0 to 9999"});
  } else {
    to = year;
  }
}

}  // namespace

BrowseQuery parse_browse_query(Collection of, const QueryValue& value, Problems& problems) {
  BrowseQuery out;
  out.of = of;
  out.sort = of == Collection::albums ? "title" : "name";
  if (const auto sort = value("sort"); sort && !sort->empty()) {
    if (find_order(of, *sort)) {
      out.sort = *sort;
    } else {
      std::string names;
      for (const auto& order : orders) {
        if (order.of == of) names += (names.empty() ? "" : ", ") + std::string(order.name);
      }
      problems.push_back({"sort", "must be one of " + names});
    }
  }
  if (of == Collection::albums) {
    if (const auto genre = value("genre"); genre && !genre->empty()) {
      if (auto why = text_problem(*genre, 200); !why.empty()) {
        problems.push_back({"genre", why});
      } else {
        out.genre = key_of(fold(clean_text(*genre, 200)));
      }
    }
    read_year(value, "year_min", out.year_min, problems);
    read_year(value, "year_max", out.year_max, problems);
  }
  if (const auto per_page = value("per_page"); per_page && !per_page->empty()) {
    const auto* end = per_page->data() + per_page->size();
    const auto [stopped, error] = std::from_chars(per_page->data(), end, out.per_page);
    if (error != std::errc() || stopped != end || out.per_page < 1 || out.per_page > 100) {
      problems.push_back({"per_page", "must be a number from 1 to 100"});
    }
  }
  if (const auto cursor = value("cursor"); cursor && !cursor->empty()) {
    out.cursor = decode_cursor(out.sort, *cursor);
    if (!out.cursor) problems.push_back({"cursor", "is not the next_cursor of this list; start without one"});
  }
  return out;
}

Statement browse(const BrowseQuery& query, const Viewer& viewer) {
  const Order& order = *find_order(query.of, query.sort);
  const Table& table = table_of(query.of);
  Sql sql(table);
  const auto columns = sql.columns(viewer, order.column);
  sql.see(viewer);
  filter(query, viewer, sql);
  const std::string column(order.column), id(table.id), direction = order.descending ? " DESC" : "";
  // There is no next page of what has no order.
  if (query.sort == "random") return sql.select(columns, " ORDER BY random() LIMIT " + std::to_string(query.per_page));
  if (query.cursor) {
    const auto value = sql.add(query.cursor->value);
    sql.require("(" + column + ", " + id + ") " + (order.descending ? "< (" : "> (") + value + ", " +
                sql.add(query.cursor->id) + ")");
  }
  return sql.select(columns, " ORDER BY " + column + direction + ", " + id + direction + " LIMIT " +
                                 std::to_string(query.per_page + 1));
}

Statement browse_count(const BrowseQuery& query, const Viewer& viewer) {
  Sql sql(table_of(query.of));
  sql.see(viewer);
  filter(query, viewer, sql);
  auto inner = sql.select("1", " LIMIT " + std::to_string(exact_total + 1));
  inner.sql = "SELECT COUNT(*) FROM (" + inner.sql + ") AS found";
  return inner;
}

Statement browse_one(Collection of, std::string_view id, const Viewer& viewer) {
  const Table& table = table_of(of);
  Sql sql(table);
  const auto columns = sql.columns(viewer, table.id);
  sql.see(viewer);
  sql.require(std::string(table.id) + " = " + sql.add(std::string(id)));
  return sql.select(columns, "");
}

Statement suggest(std::string_view kind, std::string_view text, const Viewer& viewer, int64_t limit) {
  std::vector<SqlValue> values{std::string(kind), like_anywhere(key_of(text)).substr(1)};
  std::string seen;
  if (!reads_any(viewer)) {
    seen = " AND (public_uses > 0";
    if (reads_own(viewer)) {
      values.emplace_back(std::string(viewer.user_id));
      seen +=
          " OR EXISTS (SELECT 1 FROM library_holdings h WHERE h.kind = library_tags.kind AND h.collection_id = "
          "library_tags.key AND h.owner_id = $3)";
    }
    seen += ")";
  }
  return {"SELECT name, public_uses FROM library_tags WHERE kind = $1 AND key LIKE $2 ESCAPE '\\'" + seen +
              " ORDER BY public_uses DESC, key LIMIT " + std::to_string(limit),
          std::move(values)};
}

}  // namespace veza::library
