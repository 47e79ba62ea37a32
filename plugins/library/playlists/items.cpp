#include "playlists/items.h"

#include <veza/id.hpp>
#include <veza/json.hpp>

#include "playlists/position.h"
#include "playlists/visible.h"

namespace veza::library {
namespace {

constexpr std::string_view columns = "i.id, i.track_id, i.position, i.created_by, i.created_at";

Item read(const Row& row) { return {row.text(0), row.text(1), row.text(2), row.maybe_text(3), row.integer(4)}; }

// Position and id of the last row, as "position.id".
struct Place {
  std::string position, id;
};
std::optional<Place> place_of(std::string_view cursor) {
  const auto dot = cursor.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot > longest_position) return std::nullopt;
  Place out{std::string(cursor.substr(0, dot)), std::string(cursor.substr(dot + 1))};
  const bool plain = out.position.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  if (!plain || !is_id(out.id)) return std::nullopt;
  return out;
}

std::optional<std::string> position_of(const Tx& tx, std::string_view playlist_id, std::string_view item_id) {
  std::optional<std::string> out;
  tx.query("SELECT position FROM library_playlist_items WHERE playlist_id = $1 AND id = $2", {playlist_id, item_id},
           [&](const Row& row) { out = row.text(0); });
  return out;
}

// Of the first item after `position` that is not `except`; empty at the end.
std::string next_position(const Tx& tx, std::string_view playlist_id, std::string_view position,
                          std::string_view except) {
  std::string out;
  tx.query(
      "SELECT position FROM library_playlist_items WHERE playlist_id = $1 AND position > $2 AND id <> $3 "
      "ORDER BY position LIMIT 1",
      {playlist_id, position, except}, [&](const Row& row) { out = row.text(0); });
  return out;
}

std::string last_position(const Tx& tx, std::string_view playlist_id) {
  std::string out;
  tx.query("SELECT position FROM library_playlist_items WHERE playlist_id = $1 ORDER BY position DESC LIMIT 1",
           {playlist_id}, [&](const Row& row) { out = row.text(0); });
  return out;
}

// Short keys for all, in the order they have.
void rebalance(const Tx& tx, std::string_view playlist_id) {
  std::vector<std::string> ids;
  tx.query("SELECT id FROM library_playlist_items WHERE playlist_id = $1 ORDER BY position, id", {playlist_id},
           [&](const Row& row) { ids.push_back(row.text(0)); });
  const auto positions = positions_between("", "", ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    tx.execute("UPDATE library_playlist_items SET position = $2 WHERE id = $1", {ids[i], positions[i]});
  }
}

}  // namespace

std::optional<ItemPage> Items::page(std::string_view playlist_id, const Viewer& viewer, bool everything,
                                    int64_t per_page, std::string_view cursor) const {
  std::optional<Place> after;
  if (!cursor.empty() && !(after = place_of(cursor))) return std::nullopt;
  std::vector<std::string> values{std::string(playlist_id)};
  const auto add = [&](std::string value) {
    values.push_back(std::move(value));
    return "$" + std::to_string(values.size());
  };
  const auto params = [&] { return Params(values.begin(), values.end()); };
  const std::string seen = everything ? "1 = 1" : readable_tracks(viewer, add);
  const std::string from =
      " FROM library_playlist_items i JOIN library_tracks t ON t.id = i.track_id WHERE i.playlist_id = $1 AND " + seen;
  ItemPage out;
  db_.query("SELECT COUNT(*)" + from, params(), [&](const Row& row) { out.total = row.integer(0); });
  std::string here;
  if (after) {
    const auto position = add(after->position);
    here = " AND (i.position, i.id) > (" + position + ", " + add(after->id) + ")";
  }
  db_.query("SELECT " + std::string(columns) + from + here + " ORDER BY i.position, i.id LIMIT " +
                std::to_string(per_page + 1),
            params(), [&](const Row& row) { out.items.push_back(read(row)); });
  if (static_cast<int64_t>(out.items.size()) > per_page) {
    out.items.pop_back();
    out.next_cursor = out.items.back().position + "." + out.items.back().id;
  }
  return out;
}

int64_t Items::readable_count(std::string_view playlist_id, const Viewer& viewer) const {
  std::vector<std::string> values{std::string(playlist_id)};
  const std::string seen = readable_tracks_of(viewer, values);
  int64_t out = 0;
  db_.query(
      "SELECT COUNT(*) FROM library_playlist_items i JOIN library_tracks t ON t.id = i.track_id WHERE i.playlist_id = "
      "$1 AND " +
          seen,
      Params(values.begin(), values.end()), [&](const Row& row) { out = row.integer(0); });
  return out;
}

std::vector<Item> Items::all(std::string_view playlist_id, const Viewer& viewer) const {
  std::vector<std::string> values{std::string(playlist_id)};
  const std::string seen = readable_tracks_of(viewer, values);
  std::vector<Item> out;
  db_.query("SELECT " + std::string(columns) +
                " FROM library_playlist_items i JOIN library_tracks t ON t.id = i.track_id WHERE i.playlist_id = $1 "
                "AND " +
                seen + " ORDER BY i.position, i.id",
            Params(values.begin(), values.end()), [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

std::optional<std::vector<Item>> Items::add(const Tx& tx, std::string_view playlist_id,
                                            const std::vector<std::string>& track_ids, After after,
                                            std::string_view user_id, int64_t now) {
  std::string before, behind;
  if (!after) {
    before = last_position(tx, playlist_id);
  } else {
    if (!after->empty()) {
      const auto found = position_of(tx, playlist_id, *after);
      if (!found) return std::nullopt;
      before = *found;
    }
    behind = next_position(tx, playlist_id, before, "");
  }
  const auto positions = positions_between(before, behind, track_ids.size());
  std::vector<Item> out;
  bool too_long = false;
  for (size_t i = 0; i < track_ids.size(); ++i) {
    Item item{new_id(), track_ids[i], positions[i], std::string(user_id), now};
    tx.execute(
        "INSERT INTO library_playlist_items (id, playlist_id, track_id, position, created_by, created_at) "
        "VALUES ($1,$2,$3,$4,$5,$6)",
        {item.id, playlist_id, item.track_id, item.position, user_id, now});
    too_long = too_long || item.position.size() > longest_position;
    out.push_back(std::move(item));
  }
  if (too_long) rebalance(tx, playlist_id);
  return out;
}

Items::Moved Items::move(const Tx& tx, std::string_view playlist_id, std::string_view item_id, std::string_view after) {
  if (!position_of(tx, playlist_id, item_id)) return Moved::no_item;
  if (after == item_id) return Moved::moved;
  std::string before;
  if (!after.empty()) {
    const auto found = position_of(tx, playlist_id, after);
    if (!found) return Moved::no_after;
    before = *found;
  }
  const auto position = position_between(before, next_position(tx, playlist_id, before, item_id));
  tx.execute("UPDATE library_playlist_items SET position = $2 WHERE id = $1", {item_id, position});
  if (position.size() > longest_position) rebalance(tx, playlist_id);
  return Moved::moved;
}

bool Items::remove(const Tx& tx, std::string_view playlist_id, std::string_view item_id) {
  return tx.execute("DELETE FROM library_playlist_items WHERE playlist_id = $1 AND id = $2", {playlist_id, item_id}) >
         0;
}

}  // namespace veza::library
