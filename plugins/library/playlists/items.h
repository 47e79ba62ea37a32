// The items of manual playlists. Everything that changes them is inside a transaction that holds the playlist
// (Playlists::hold), so that edits happen one after the other and no item is lost or doubled.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "rules/visibility.h"

namespace veza::library {

struct Item {
  std::string id, track_id, position;
  std::optional<std::string> created_by;
  int64_t created_at = 0;
};

struct ItemPage {
  std::vector<Item> items;
  std::optional<std::string> next_cursor;
  int64_t total = 0;
};

class Items {
 public:
  explicit Items(const Db& db) : db_(db) {}

  // In order. With `everything` also items whose track the viewer may not read: who edits a playlist must be able to
  // take them out. Nothing in return for a cursor that is none. [worker]
  std::optional<ItemPage> page(std::string_view playlist_id, const Viewer& viewer, bool everything, int64_t per_page,
                               std::string_view cursor) const;
  // How many the viewer may read. [worker]
  int64_t readable_count(std::string_view playlist_id, const Viewer& viewer) const;
  // All that the viewer may read. [worker]
  std::vector<Item> all(std::string_view playlist_id, const Viewer& viewer) const;

  // Where new items go: behind `after`; empty: at the front; nothing: at the end.
  using After = std::optional<std::string_view>;
  // Nothing when there is no item `after`. The tracks must exist.
  static std::optional<std::vector<Item>> add(const Tx& tx, std::string_view playlist_id,
                                              const std::vector<std::string>& track_ids, After after,
                                              std::string_view user_id, int64_t now);
  enum class Moved { moved, no_item, no_after };
  static Moved move(const Tx& tx, std::string_view playlist_id, std::string_view item_id, std::string_view after);
  static bool remove(const Tx& tx, std::string_view playlist_id, std::string_view item_id);

 private:
  const Db& db_;
};

}  // namespace veza::library
