#include "privacy.h"

#include <veza/id.hpp>

#include "protocol/ids.h"

namespace veza::opensubsonic {
namespace {

Json rows(const Services& services, std::string_view user_id, const std::string& sql,
          const std::function<Json(const Row&)>& shape) {
  Json out = Json::array();
  services.db.query(sql, {user_id}, [&](const Row& row) { out.push_back(shape(row)); });
  return out;
}

void give_out(const Services& services, std::string_view user_id, const Export& out) {
  Json passwords = Json::array();
  for (const auto& each : services.passwords.of(user_id)) passwords.push_back(to_json(each));
  out.json("app_passwords.json", passwords);
  out.json("stars.json",
           rows(services, user_id,
                "SELECT item_id, starred_at FROM opensubsonic_stars WHERE user_id = $1 ORDER BY starred_at",
                [](const Row& row) {
                  return Json{{"id", row.text(0)}, {"starred_at", rfc3339(row.integer(1))}};
                }));
  out.json("ratings.json",
           rows(services, user_id,
                "SELECT item_id, rating, rated_at FROM opensubsonic_ratings WHERE user_id = $1 ORDER BY rated_at",
                [](const Row& row) {
                  return Json{{"id", row.text(0)}, {"rating", row.integer(1)}, {"rated_at", rfc3339(row.integer(2))}};
                }));
  out.json("play_queue.json",
           rows(services, user_id,
                "SELECT song_ids, current_index, position_ms, changed_at, changed_by FROM opensubsonic_queues WHERE "
                "user_id = $1",
                [](const Row& row) {
                  return Json{{"song_ids", parse_json(row.view(0))},
                              {"current_index", row.is_null(1) ? Json() : Json(row.integer(1))},
                              {"position_ms", row.integer(2)},
                              {"changed_at", rfc3339(row.integer(3))},
                              {"changed_by", row.text(4)}};
                }));
  out.json(
      "bookmarks.json",
      rows(services, user_id,
           "SELECT song_id, position_ms, comment, created_at, changed_at FROM opensubsonic_bookmarks WHERE user_id = "
           "$1 ORDER BY created_at",
           [](const Row& row) {
             return Json{{"song_id", row.text(0)},
                         {"position_ms", row.integer(1)},
                         {"comment", row.text(2)},
                         {"created_at", rfc3339(row.integer(3))},
                         {"changed_at", rfc3339(row.integer(4))}};
           }));
  out.json("shares.json",
           rows(services, user_id,
                "SELECT id, playlist_id, description, created_at FROM opensubsonic_shares WHERE user_id = $1 ORDER BY "
                "created_at",
                [](const Row& row) {
                  return Json{{"id", row.text(0)},
                              {"playlist_id", row.text(1)},
                              {"description", row.text(2)},
                              {"created_at", rfc3339(row.integer(3))}};
                }));
}

}  // namespace

void add_privacy(Services& services) {
  services.privacy.handle(
      [&services](std::string_view user_id, const Export& out) { give_out(services, user_id, out); },
      [](const Tx& tx, std::string_view user_id) {
        for (const char* table : {"passwords", "stars", "ratings", "queues", "bookmarks", "shares"}) {
          tx.execute("DELETE FROM opensubsonic_" + std::string(table) + " WHERE user_id = $1", {user_id});
        }
        return false;
      });
}

}  // namespace veza::opensubsonic
