#include "shape/marks.h"

#include <veza/id.hpp>

#include "protocol/ids.h"

namespace veza::opensubsonic {

Marks::Marks(const Site& site) {
  const auto& caller = site.caller();
  if (!caller.can("listening:read")) return;
  for (const auto& like : site.get("/api/v1/me/likes/dates")) {
    starred_.emplace(app_id(Kind::song, like.value("id", "")), like.value("liked_at", ""));
  }
  const auto& db = site.services().db;
  db.query("SELECT item_id, starred_at FROM opensubsonic_stars WHERE user_id = $1", {caller.user_id},
           [&](const Row& row) { starred_.emplace(row.text(0), rfc3339(row.integer(1))); });
  db.query("SELECT item_id, rating FROM opensubsonic_ratings WHERE user_id = $1", {caller.user_id},
           [&](const Row& row) { ratings_.emplace(row.text(0), row.integer(1)); });
}

std::optional<std::string> Marks::starred(const std::string& id) const {
  const auto found = starred_.find(id);
  return found == starred_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int64_t> Marks::rating(const std::string& id) const {
  const auto found = ratings_.find(id);
  return found == ratings_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace veza::opensubsonic
