#include "search/index_job.h"

#include "search/document.h"
#include "search/index.h"
#include "search/query.h"
#include "search/sources.h"

namespace veza::library {
namespace {

constexpr std::string_view kind = "library.index_search";
constexpr int64_t at_once = 250;

struct Pending {
  std::string kind, after;
};

std::optional<Pending> next(const Services& services) {
  std::optional<Pending> pending;
  services.db.query("SELECT kind, after_id FROM library_search_todo ORDER BY kind DESC LIMIT 1", {},
                    [&](const Row& row) {
                      pending = Pending{row.text(0), row.text(1)};
                    });
  return pending;
}

std::vector<std::string> ids_after(const Services& services, const Pending& pending) {
  std::vector<std::string> ids;
  services.db.query("SELECT id FROM library_" + pending.kind + "s WHERE id > $1 ORDER BY id LIMIT $2",
                    {pending.after, at_once}, [&](const Row& row) { ids.push_back(row.text(0)); });
  return ids;
}

void index(const Tx& tx, const std::string& what, const std::string& id) {
  if (what == "artist") return index_artist(tx, id);
  if (what == "album") return index_album(tx, id);
  if (what == "playlist") {
    tx.execute("UPDATE library_playlists SET title = title WHERE id = $1", {id});  // held, as FOR UPDATE
    return index_playlist(tx, id);
  }
  // Held, so that what a change of the track writes meanwhile is not written over with what it was before.
  const auto track = Tracks::hold(tx, id);
  if (track) SearchIndex::put(tx, document_of(*track));
}

// The tables came from PostgreSQL, where FTS5 has nothing: its words are not there yet.
bool lacks_fts(const Db& db) {
  if (db.is_postgresql()) return false;
  bool any = false, found = false;
  db.query("SELECT 1 FROM library_search LIMIT 1", {}, [&](const Row&) { any = true; });
  if (!any) return false;
  db.query("SELECT 1 FROM library_search_fts WHERE library_search_fts MATCH $1 LIMIT 1",
           {to_fts5({Node::Kind::phrase, {everything_mark()}, false, {}}, "")}, [&](const Row&) { found = true; });
  return !found;
}

void run(const Services& services, const Job& job) {
  if (lacks_fts(services.db)) {
    services.db.write([](const Tx& tx) {
      for (const char* table : {"library_search_fts", "library_search_trigrams"}) {
        tx.execute("INSERT INTO " + std::string(table) + " (" + table + ") VALUES ('rebuild')", {});
      }
    });
  }
  for (auto pending = next(services); pending; pending = next(services)) {
    if (job.cancelled()) throw Error(VEZA_E_CANCELLED, "interrupted; it goes on later");
    const auto ids = ids_after(services, *pending);
    services.db.write([&](const Tx& tx) {
      for (const auto& id : ids) index(tx, pending->kind, id);
      if (ids.empty()) {
        tx.execute("DELETE FROM library_search_todo WHERE kind = $1", {pending->kind});
      } else {
        tx.execute("UPDATE library_search_todo SET after_id = $2 WHERE kind = $1", {pending->kind, ids.back()});
      }
    });
  }
}

}  // namespace

void add_index_job(Services& services) {
  services.jobs.handle(kind, 1, [&services](const Job& job) { run(services, job); });
  if (!next(services) && !lacks_fts(services.db)) return;
  services.db.write([&](const Tx& tx) {
    JobSpec job;
    job.kind = kind;
    job.unique_key = kind;
    job.max_attempts = 20;
    services.jobs.enqueue(tx, job);
  });
}

}  // namespace veza::library
