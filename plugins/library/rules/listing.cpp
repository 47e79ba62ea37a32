#include "rules/listing.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <veza/id.hpp>

#include "rules/text.h"

namespace veza::library {
namespace {

struct Order {
  std::string_view name, column;
  bool descending;
};
constexpr std::array orders{Order{"-created_at", "created_at", true},
                            Order{"created_at", "created_at", false},
                            Order{"title", "title_key", false},
                            Order{"-title", "title_key", true},
                            Order{"artist", "artist_key", false},
                            Order{"album", "album_position", false},
                            Order{"random", "id", false}};

const Order* find_order(std::string_view name) {
  const auto found = std::find_if(orders.begin(), orders.end(), [&](const Order& order) { return order.name == name; });
  return found == orders.end() ? nullptr : &*found;
}

class Where {
 public:
  std::string add(SqlValue value) {
    values_.push_back(std::move(value));
    return "$" + std::to_string(values_.size());
  }
  void require(const std::string& condition) { text_ += (text_.empty() ? " WHERE " : " AND ") + condition; }
  const std::string& text() const { return text_; }
  std::vector<SqlValue> take() { return std::move(values_); }

 private:
  std::string text_;
  std::vector<SqlValue> values_;
};

// Each must be found; more than eight add nothing but work.
std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty() && out.size() < 8) {
    const auto space = std::min(text.find(' '), text.size());
    if (space > 0) out.emplace_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return out;
}

// CROSS JOIN: SQLite then begins with the tracks of the genre, which come newest first from the index.
std::string from(const ListQuery& query) {
  return query.genre.empty() ? " FROM library_tracks" : " FROM library_track_tags CROSS JOIN library_tracks";
}
// The columns by which rows are sorted: of the table that is read first.
std::string order_column(const ListQuery& query, const Order& order) {
  return order.column == "created_at" && !query.genre.empty() ? "track_created_at" : std::string(order.column);
}

void only_seen(const Viewer& viewer, Where& where) {
  if (reads_any(viewer)) return;
  std::string seen = "(is_public = 1 AND status <> 'failed')";
  if (reads_own(viewer)) seen = "(" + seen + " OR owner_id = " + where.add(std::string(viewer.user_id)) + ")";
  where.require(seen);
}

constexpr std::string_view artist_from = " FROM library_track_artists CROSS JOIN library_tracks";
Where of_artist(std::string_view artist_id, std::string_view role, const Viewer& viewer) {
  Where where;
  where.require("artist_id = " + where.add(std::string(artist_id)) + " AND id = track_id");
  where.require(role.empty() ? "is_first = 1" : "role = " + where.add(std::string(role)));
  only_seen(viewer, where);
  return where;
}

Where matching(const ListQuery& query, const Viewer& viewer) {
  Where where;
  only_seen(viewer, where);
  for (const auto& word : words(query.q)) {
    where.require("search_key LIKE " + where.add(like_anywhere(word)) + " ESCAPE '\\'");
  }
  if (!query.genre.empty()) where.require("kind = 'genre' AND key = " + where.add(query.genre) + " AND id = track_id");
  if (!query.artist.empty()) where.require("artist_key = " + where.add(query.artist));
  if (!query.owner.empty()) where.require("owner_id = " + where.add(query.owner));
  if (!query.status.empty()) where.require("status = " + where.add(query.status));
  if (query.visibility) where.require("visibility = " + where.add(std::string(visibility_name(*query.visibility))));
  if (!query.album.empty()) where.require("album_id = " + where.add(query.album));
  if (query.year_min) where.require("year >= " + where.add(*query.year_min));
  if (query.year_max) where.require("year <= " + where.add(*query.year_max));
  return where;
}

}  // namespace

ListQuery parse_list_query(const QueryValue& value, const Viewer& viewer, Problems& problems) {
  ListQuery out;
  const auto text = [&](const char* name, std::string& to) {
    const auto given = value(name);
    if (!given) return;
    if (auto why = text_problem(*given, 200); !why.empty()) {
      problems.push_back({name, why});
    } else {
      to = fold(clean_text(*given, 200));
    }
  };
  text("q", out.q);
  text("genre", out.genre);
  text("artist", out.artist);
  // What rows keep is cut to the length of a key.
  out.genre = key_of(out.genre);
  out.artist = key_of(out.artist);
  if (const auto album = value("album"); album && !album->empty()) {
    out.album = *album;
    if (!is_id(out.album)) problems.push_back({"album", "must be an album's id"});
  }
  if (const auto owner = value("owner"); owner && !owner->empty()) {
    if (*owner == "me" && !viewer.user_id.empty()) {
      out.owner = viewer.user_id;
    } else if (*owner == "me") {
      problems.push_back({"owner", "is \"me\", but nobody is signed in"});
    } else if (is_id(*owner)) {
      out.owner = *owner;
    } else {
      problems.push_back({"owner", "must be \"me\" or a user's id"});
    }
  }
  if (const auto status = value("status"); status && !status->empty()) {
    out.status = *status;
    if (out.status != "processing" && out.status != "ready" && out.status != "failed") {
      problems.push_back({"status", "must be processing, ready or failed"});
    }
  }
  if (const auto visibility = value("visibility"); visibility && !visibility->empty()) {
    out.visibility = visibility_named(*visibility);
    if (!out.visibility) problems.push_back({"visibility", "must be public, unlisted or private"});
  }
  if (const auto sort = value("sort"); sort && !sort->empty()) {
    if (find_order(*sort)) {
      out.sort = *sort;
    } else {
      problems.push_back({"sort", "must be -created_at, created_at, title, -title, artist, album or random"});
    }
  }
  const auto year = [&](const char* name, std::optional<int64_t>& to) {
    const auto given = value(name);
    if (!given || given->empty()) return;
    int64_t number = 0;
    const auto* end = given->data() + given->size();
    const auto [stopped, error] = std::from_chars(given->data(), end, number);
    if (error != std::errc() || stopped != end || number < 0 || number > 9999) {
      problems.push_back({name, "must be a year from 0 to 9999"});
    } else {
      to = number;
    }
  };
  year("year_min", out.year_min);
  year("year_max", out.year_max);
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

Statement page(const ListQuery& query, const Viewer& viewer, std::string_view columns) {
  const Order& order = *find_order(query.sort);
  auto where = matching(query, viewer);
  const std::string column = order_column(query, order), id = query.genre.empty() ? "id" : "track_id";
  if (query.sort == "random") {
    std::string sql = "SELECT " + std::string(columns) + from(query) + where.text() + " ORDER BY random() LIMIT " +
                      std::to_string(query.per_page);
    return {std::move(sql), where.take()};
  }
  if (query.cursor) {
    const auto value = where.add(query.cursor->value);
    where.require("(" + column + ", " + id + ") " + (order.descending ? "< (" : "> (") + value + ", " +
                  where.add(query.cursor->id) + ")");
  }
  const std::string direction = order.descending ? " DESC" : "";
  std::string sql = "SELECT " + std::string(columns) + from(query) + where.text() + " ORDER BY " + column + direction +
                    ", " + id + direction + " LIMIT " + std::to_string(query.per_page + 1);
  return {std::move(sql), where.take()};
}

Statement count(const ListQuery& query, const Viewer& viewer) {
  auto where = matching(query, viewer);
  return {"SELECT COUNT(*) FROM (SELECT 1" + from(query) + where.text() + " LIMIT " + std::to_string(exact_total + 1) +
              ") AS found",
          where.take()};
}

Statement page_of_artist(std::string_view artist_id, std::string_view role, const Viewer& viewer,
                         std::string_view columns, int64_t per_page, std::string_view before) {
  auto where = of_artist(artist_id, role, viewer);
  if (!before.empty()) where.require("track_id < " + where.add(std::string(before)));
  std::string sql = "SELECT " + std::string(columns) + std::string(artist_from) + where.text() +
                    " ORDER BY track_id DESC LIMIT " + std::to_string(per_page + 1);
  return {std::move(sql), where.take()};
}

Statement count_of_artist(std::string_view artist_id, std::string_view role, const Viewer& viewer) {
  auto where = of_artist(artist_id, role, viewer);
  return {"SELECT COUNT(*) FROM (SELECT 1" + std::string(artist_from) + where.text() + " LIMIT " +
              std::to_string(exact_total + 1) + ") AS found",
          where.take()};
}

std::variant<int64_t, std::string> sort_value(std::string_view sort, const SortKeys& keys) {
  const Order* order = find_order(sort);
  if (!order || order->column == "created_at") return keys.created_at;
  if (order->column == "album_position") return keys.album_position;
  return order->column == "title_key" ? keys.title_key : keys.artist_key;
}

std::string like_anywhere(std::string_view text) {
  std::string out = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

}  // namespace veza::library
