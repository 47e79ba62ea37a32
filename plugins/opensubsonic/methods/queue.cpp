// Where one left off: the play queue, and bookmarks within songs.
#include <algorithm>

#include <veza/id.hpp>

#include "methods/method.h"
#include "site/agent.h"

namespace veza::opensubsonic {
namespace {

// What is given back is looked up song by song.
constexpr size_t before_current = 100, most_queued = 800;
constexpr int64_t longest_ms = 7LL * 86'400'000, most_bookmarks = 200;

struct Queue {
  std::vector<std::string> ids;
  std::optional<int64_t> current;
  int64_t position_ms = 0, changed_at = 0;
  std::string changed_by;
};

std::optional<Queue> kept_queue(const Site& site) {
  std::optional<Queue> out;
  site.services().db.query(
      "SELECT song_ids, current_index, position_ms, changed_at, changed_by FROM opensubsonic_queues WHERE user_id = $1",
      {site.caller().user_id}, [&](const Row& row) {
        Queue queue;
        const Json ids = parse_json(row.view(0));
        if (ids.is_array()) queue.ids = ids.get<std::vector<std::string>>();
        queue.current = row.maybe_integer(1);
        queue.position_ms = row.integer(2);
        queue.changed_at = row.integer(3);
        queue.changed_by = row.text(4);
        out = std::move(queue);
      });
  return out;
}

void give(const Call& call, Node& out, bool by_index) {
  const auto& site = call.site;
  site.require("listening:read");
  const auto queue = kept_queue(site);
  if (!queue) return;
  const Marks marks(site);
  std::vector<Node> entries;
  std::optional<int64_t> index;
  for (size_t i = 0; i < queue->ids.size(); ++i) {
    const Json track = site.find("/api/v1/tracks/" + queue->ids[i]);
    if (!is_playable(track)) continue;
    if (queue->current == static_cast<int64_t>(i)) index = static_cast<int64_t>(entries.size());
    entries.push_back(song(track, marks));
  }
  Node& node = out.node(by_index ? "playQueueByIndex" : "playQueue");
  if (index && by_index) node.set("currentIndex", *index);
  if (index && !by_index) node.set("current", app_id(Kind::song, queue->ids[static_cast<size_t>(*queue->current)]));
  // In a song that is gone there is no place.
  if (index) node.set("position", queue->position_ms);
  node.set("username", site.caller().username);
  node.set("changed", rfc3339(queue->changed_at)).set("changedBy", queue->changed_by);
  node.list("entry") = std::move(entries);
}

void keep(const Call& call, bool by_index) {
  const Params& params = call.params;
  const Site& site = call.site;
  site.require("listening:write");
  std::vector<std::string> ids;
  for (const auto text : params.all("id")) ids.push_back(parse_id(text, Kind::song));
  std::optional<int64_t> current;
  if (!ids.empty()) {
    const auto last = static_cast<int64_t>(ids.size()) - 1;
    if (by_index) {
      current = params.require_number("currentIndex", 0, last);
    } else if (const auto id = params.find("current")) {
      const auto found = std::find(ids.begin(), ids.end(), parse_id(*id, Kind::song));
      if (found == ids.end()) throw Failure(Code::generic, "The current song is not in the queue.");
      current = found - ids.begin();
    }
  }
  const int64_t position = params.number("position", 0, 0, longest_ms);
  if (ids.size() > most_queued) {
    const auto from =
        std::min(ids.size() - most_queued,
                 static_cast<size_t>(std::max<int64_t>(0, current.value_or(0) - static_cast<int64_t>(before_current))));
    ids = {ids.begin() + static_cast<std::ptrdiff_t>(from),
           ids.begin() + static_cast<std::ptrdiff_t>(from + most_queued)};
    if (current) *current -= static_cast<int64_t>(from);
  }
  const std::string list = to_text(Json(ids)), agent = agent_of(params);
  const auto& user_id = site.caller().user_id;
  site.services().db.write([&](const Tx& tx) {
    if (ids.empty()) {
      tx.execute("DELETE FROM opensubsonic_queues WHERE user_id = $1", {user_id});
      return;
    }
    tx.execute(
        "INSERT INTO opensubsonic_queues (user_id, song_ids, current_index, position_ms, changed_at, changed_by) "
        "VALUES "
        "($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id) DO UPDATE SET song_ids = excluded.song_ids, current_index = "
        "excluded.current_index, position_ms = excluded.position_ms, changed_at = excluded.changed_at, changed_by = "
        "excluded.changed_by",
        {user_id, list, current, position, now_ms(), agent});
  });
}

void create_bookmark(const Call& call, Node&) {
  const Params& params = call.params;
  const Site& site = call.site;
  site.require("listening:write");
  const auto id = parse_id(params.require("id"), Kind::song);
  const int64_t position = params.require_number("position", 0, longest_ms), now = now_ms();
  const auto comment = line_of(params.text("comment"), 500);
  site.get("/api/v1/tracks/" + id);
  const auto& user_id = site.caller().user_id;
  bool room = false;
  site.services().db.write([&](const Tx& tx) {
    int64_t others = 0;
    tx.query("SELECT COUNT(*) FROM opensubsonic_bookmarks WHERE user_id = $1 AND song_id <> $2", {user_id, id},
             [&](const Row& row) { others = row.integer(0); });
    room = others < most_bookmarks;
    if (!room) return;
    tx.execute(
        "INSERT INTO opensubsonic_bookmarks (user_id, song_id, position_ms, comment, created_at, changed_at) VALUES "
        "($1, "
        "$2, $3, $4, $5, $5) ON CONFLICT (user_id, song_id) DO UPDATE SET position_ms = excluded.position_ms, comment "
        "= "
        "excluded.comment, changed_at = excluded.changed_at",
        {user_id, id, position, comment, now});
  });
  if (!room) throw Failure(Code::generic, "You have 200 bookmarks, which is the most; remove one first.");
}

void get_bookmarks(const Call& call, Node& out) {
  const auto& site = call.site;
  site.require("listening:read");
  struct Bookmark {
    std::string song_id, comment;
    int64_t position_ms, created_at, changed_at;
  };
  std::vector<Bookmark> kept;
  site.services().db.query(
      "SELECT song_id, comment, position_ms, created_at, changed_at FROM opensubsonic_bookmarks WHERE user_id = $1 "
      "ORDER BY changed_at DESC, song_id",
      {site.caller().user_id}, [&](const Row& row) {
        kept.push_back({row.text(0), row.text(1), row.integer(2), row.integer(3), row.integer(4)});
      });
  const Marks marks(site);
  auto& list = out.node("bookmarks").list("bookmark");
  for (const auto& each : kept) {
    const Json track = site.find("/api/v1/tracks/" + each.song_id);
    if (!is_playable(track)) continue;
    Node& node = list.emplace_back();
    node.set("position", each.position_ms).set("username", site.caller().username).set("comment", each.comment);
    node.set("created", rfc3339(each.created_at)).set("changed", rfc3339(each.changed_at));
    node.node("entry") = song(track, marks);
  }
}

void delete_bookmark(const Call& call, Node&) {
  call.site.require("listening:write");
  const auto id = parse_id(call.params.require("id"), Kind::song);
  call.site.services().db.write([&](const Tx& tx) {
    tx.execute("DELETE FROM opensubsonic_bookmarks WHERE user_id = $1 AND song_id = $2",
               {call.site.caller().user_id, id});
  });
}

}  // namespace

void add_queue_methods(Methods& methods) {
  methods.add("getPlayQueue", [](const Call& call, Node& out) { give(call, out, false); });
  methods.add("getPlayQueueByIndex", [](const Call& call, Node& out) { give(call, out, true); });
  methods.add("savePlayQueue", [](const Call& call, Node&) { keep(call, false); });
  methods.add("savePlayQueueByIndex", [](const Call& call, Node&) { keep(call, true); });
  methods.add("createBookmark", &create_bookmark);
  methods.add("getBookmarks", &get_bookmarks);
  methods.add("deleteBookmark", &delete_bookmark);
}

}  // namespace veza::opensubsonic
