#include "search/index.h"

#include <algorithm>
#include <random>

#include "search/typos.h"
#include "search/words.h"

namespace veza::library {
namespace {

constexpr size_t shortest = 3, longest = 40;  // words that may be what somebody meant

// Positions in PostgreSQL's tsvector leave each line this many (0003_search.postgres.sql).
constexpr size_t max_line = 4000;

std::string line_of(std::string_view text) {
  std::string line = word_line(text);
  return std::string(cut(line, max_line));
}

std::string reversed(std::string_view word) {
  std::string out;
  while (!word.empty()) {
    size_t last = word.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(word[last]) & 0xC0) == 0x80) --last;
    out += word.substr(last);
    word = word.substr(0, last);
  }
  return out;
}

// Their order says nothing, and a random number needs no counter beside the one that is copied with the table.
int64_t hidden_number() {
  std::random_device random;
  return -static_cast<int64_t>((uint64_t{random()} << 30 ^ random()) | 1);
}

// library_search_fts: FTS5's words of a document, whose row it reads; a view that takes nothing on PostgreSQL.
void add_to_fts(const Tx& tx, std::string_view kind, std::string_view id) {
  tx.execute(
      "INSERT INTO library_search_fts (rowid, title_words, people_words, other_words, marks) SELECT n, title_words, "
      "people_words, other_words, marks FROM library_search WHERE kind = $1 AND id = $2",
      {kind, id});
}
// While the row still is as it was when it was added.
void remove_from_fts(const Tx& tx, std::string_view kind, std::string_view id) {
  tx.execute("DELETE FROM library_search_fts WHERE rowid = (SELECT n FROM library_search WHERE kind = $1 AND id = $2)",
             {kind, id});
}

void add_words(const Tx& tx, std::string_view lines) {
  std::vector<std::string_view> words;
  while (!lines.empty()) {
    const auto end = std::min(lines.find(' '), lines.size());
    const auto word = lines.substr(0, end);
    if (const size_t size = letters(word); size >= shortest && size <= longest) words.push_back(word);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  // In one order for all, so that two transactions with the same new words do not wait for each other.
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  for (const auto word : words) {
    std::optional<int64_t> n;
    tx.query(
        "INSERT INTO library_search_words (word, reversed, letters) VALUES ($1, $2, $3) ON CONFLICT (word) DO NOTHING "
        "RETURNING n",
        {word, reversed(word), static_cast<int64_t>(letters(word))}, [&](const Row& row) { n = row.integer(0); });
    if (n) tx.execute("INSERT INTO library_search_trigrams (rowid, word) VALUES ($1, $2)", {*n, word});
  }
}

}  // namespace

void SearchIndex::put(const Tx& tx, const Document& document) {
  const std::string title_words = line_of(document.title), people_words = line_of(document.subtitle),
                    other_words = line_of(document.other), marks = marks_of(document);
  const std::optional<std::string> genre =
      document.genres.empty() ? std::nullopt : std::optional(document.genres.front());
  bool there = false, was_listed = false, same_words = false;
  tx.query("SELECT n, title_words, people_words, other_words, marks FROM library_search WHERE kind = $1 AND id = $2",
           {document.kind, document.id}, [&](const Row& row) {
             there = true;
             was_listed = row.integer(0) > 0;
             same_words = row.view(1) == title_words && row.view(2) == people_words && row.view(3) == other_words &&
                          row.view(4) == marks;
           });
  // The number says who finds it, and is given anew.
  if (there && was_listed != document.listed) {
    remove(tx, document.kind, document.id);
    there = false;
  }
  if (there) {
    tx.execute(
        "UPDATE library_search SET title = $3, subtitle = $4, genre = $5, musical_key = $6, bpm = $7, year = $8, "
        "plays = $9, created_at = $10 WHERE kind = $1 AND id = $2 AND (title <> $3 OR subtitle <> $4 OR plays <> $9 OR "
        "created_at <> $10 OR COALESCE(genre, '') <> COALESCE($5, '') OR "
        "COALESCE(musical_key, '') <> COALESCE($6, '') OR COALESCE(bpm, -1) <> COALESCE($7, -1) OR "
        "COALESCE(year, -1) <> COALESCE($8, -1))",
        {document.kind, document.id, document.title, document.subtitle, genre, document.musical_key, document.bpm,
         document.year, document.plays, document.created_at});
    if (same_words) return;
    remove_from_fts(tx, document.kind, document.id);
    tx.execute(
        "UPDATE library_search SET title_words = $3, people_words = $4, other_words = $5, marks = $6 WHERE kind = $1 "
        "AND id = $2",
        {document.kind, document.id, title_words, people_words, other_words, marks});
  } else {
    Params values{document.kind,  document.id,          document.title, document.subtitle,
                  title_words,    people_words,         other_words,    marks,
                  genre,          document.musical_key, document.bpm,   document.year,
                  document.plays, document.created_at};
    // What everybody finds has the number the table gives it.
    if (!document.listed) values.emplace_back(hidden_number());
    tx.execute(std::string("INSERT INTO library_search (kind, id, title, subtitle, title_words, people_words, "
                           "other_words, marks, genre, musical_key, bpm, year, plays, created_at") +
                   (document.listed ? "" : ", n") + ") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14" +
                   (document.listed ? "" : ",$15") + ")",
               values);
  }
  add_to_fts(tx, document.kind, document.id);
  if (document.listed) add_words(tx, title_words + " " + people_words + " " + other_words);
}

void SearchIndex::remove(const Tx& tx, std::string_view kind, std::string_view id) {
  remove_from_fts(tx, kind, id);
  tx.execute("DELETE FROM library_search WHERE kind = $1 AND id = $2", {kind, id});
}

void SearchIndex::played(const Tx& tx, std::string_view track_id) {
  tx.execute("INSERT INTO library_search_played (track_id) VALUES ($1) ON CONFLICT (track_id) DO NOTHING", {track_id});
}

void SearchIndex::set_plays(const Tx& tx, std::string_view kind, std::string_view id, int64_t plays) {
  tx.execute("UPDATE library_search SET plays = $3 WHERE kind = $1 AND id = $2 AND plays <> $3", {kind, id, plays});
}

}  // namespace veza::library
