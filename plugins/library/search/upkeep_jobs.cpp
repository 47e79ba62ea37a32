#include "search/upkeep_jobs.h"

#include <vector>

#include <veza/error.hpp>

#include "search/index.h"
#include "search/query.h"

namespace veza::library {
namespace {

constexpr std::string_view plays_kind = "library.carry_plays", words_kind = "library.sweep_search_words";
constexpr int64_t plays_at_once = 50, words_at_once = 200;

void go_on(const Job& job) {
  if (job.cancelled()) throw Error(VEZA_E_CANCELLED, "interrupted; it goes on later");
}

bool is_used(const Tx& tx, bool postgresql, const std::string& word) {
  const Node node{Node::Kind::phrase, {word}, false, {}};
  bool used = false;
  const auto found = [&](const Row&) { used = true; };
  if (postgresql) {
    tx.query("SELECT 1 FROM library_search_find($1::text::tsquery, 1, 9223372036854775807, 1) AS s",
             {to_tsquery(node, "")}, found);
  } else {
    tx.query("SELECT 1 FROM library_search_fts WHERE library_search_fts MATCH $1 AND rowid >= 1 LIMIT 1",
             {to_fts5(node, "")}, found);
  }
  return used;
}

void schedule(const Services& services, std::string_view kind, const char* when) {
  JobSpec job;
  job.kind = kind;
  job.unique_key = kind;
  services.jobs.schedule(kind.substr(kind.find('.') + 1), when, job);
}

}  // namespace

int64_t carry_plays(const Db& db, int64_t most) {
  int64_t carried = 0;
  db.write([&](const Tx& tx) {
    std::vector<std::string> ids;
    tx.query("SELECT track_id FROM library_search_played ORDER BY track_id LIMIT $1", {most},
             [&](const Row& row) { ids.push_back(row.text(0)); });
    for (const auto& id : ids) {
      // The track is held: a play that is being counted right now is waited for, and one after this leaves a new line.
      std::optional<int64_t> plays;
      tx.query("UPDATE library_tracks SET play_count = play_count WHERE id = $1 RETURNING play_count", {id},
               [&](const Row& row) { plays = row.integer(0); });
      tx.execute("DELETE FROM library_search_played WHERE track_id = $1", {id});
      if (plays) SearchIndex::set_plays(tx, "track", id, *plays);
    }
    carried = static_cast<int64_t>(ids.size());
  });
  return carried;
}

std::string sweep_words(const Db& db, std::string_view after, int64_t most) {
  std::string last;
  db.write([&](const Tx& tx) {
    // Who writes documents right now is waited for: what they are about to use is not taken away.
    if (db.is_postgresql()) tx.execute("SELECT library_search_settle()", {});
    std::vector<std::string> words;
    tx.query("SELECT word FROM library_search_words WHERE word > $1 ORDER BY word LIMIT $2", {after, most},
             [&](const Row& row) { words.push_back(row.text(0)); });
    for (const auto& word : words) {
      if (!is_used(tx, db.is_postgresql(), word)) {
        tx.execute(
            "DELETE FROM library_search_trigrams WHERE rowid = (SELECT n FROM library_search_words WHERE word = $1)",
            {word});
        tx.execute("DELETE FROM library_search_words WHERE word = $1", {word});
      }
    }
    last = words.empty() ? "" : words.back();
  });
  return last;
}

void add_upkeep_jobs(Services& services) {
  services.jobs.handle(plays_kind, 1, [&services](const Job& job) {
    while (carry_plays(services.db, plays_at_once) == plays_at_once) go_on(job);
  });
  services.jobs.handle(words_kind, 1, [&services](const Job& job) {
    for (std::string last = sweep_words(services.db, "", words_at_once); !last.empty();
         last = sweep_words(services.db, last, words_at_once)) {
      go_on(job);
    }
  });
  schedule(services, plays_kind, "*/10 * * * *");
  schedule(services, words_kind, "daily 04:20");
}

}  // namespace veza::library
