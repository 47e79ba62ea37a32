#include "search/lookup.h"

#include <algorithm>
#include <limits>
#include <set>

#include "search/document.h"
#include "search/typos.h"
#include "search/words.h"

namespace veza::library {
namespace {

constexpr int64_t titles_at_most = 200, popular_walked = 1000, sorted_walked = 3000;
constexpr int64_t many = 20'000, newest_walked = 20'000;
constexpr size_t near_at_most = 5;
constexpr int64_t near_looked_at = 3000;

// s. is library_search.
constexpr std::string_view columns =
    "s.n, s.kind, s.id, s.title, s.subtitle, s.title_words, s.people_words, s.genre, s.musical_key, s.bpm, s.year, "
    "s.plays, s.created_at";
constexpr std::string_view more_columns = ", s.other_words, s.marks";

// What is greater than every text that begins with `text`.
std::string after_all(std::string_view text) { return std::string(text) + "\xF4\x8F\xBF\xBF"; }

Hit read(const Row& row) {
  Hit hit;
  hit.n = row.integer(0);
  hit.kind = row.text(1);
  hit.id = row.text(2);
  hit.title = row.text(3);
  hit.subtitle = row.text(4);
  hit.title_words = row.text(5);
  hit.people_words = row.text(6);
  hit.genre = row.maybe_text(7);
  hit.musical_key = row.maybe_text(8);
  hit.bpm = row.maybe_integer(9);
  hit.year = row.maybe_integer(10);
  hit.plays = row.integer(11);
  hit.created_at = row.integer(12);
  return hit;
}

bool matches(const Row& row, const Node& tree) {
  return matches(tree, {row.view(5), row.view(6), row.view(13), row.view(14)});
}

Node marked(std::string mark) { return {Node::Kind::phrase, {std::move(mark)}, false, {}}; }

// Nobody but its readers finds what is hidden, and those who read any track (what is made of tracks) or any playlist.
std::optional<Node> hidden_for(const Viewer& viewer) {
  Node any{Node::Kind::any};
  // With the mark of what is hidden, so that the index does not collect what everybody finds.
  const auto add = [&](const char* kind) {
    any.parts.push_back({Node::Kind::all, {}, false, {marked(hidden_mark()), marked(kind_mark(kind))}});
  };
  if (reads_any(viewer)) {
    for (const char* kind : {"track", "artist", "album"}) add(kind);
  }
  if (viewer.may("playlist:read", {})) add("playlist");
  if (!viewer.user_id.empty()) any.parts.push_back(marked(reader_mark(viewer.user_id)));
  if (any.parts.empty()) return std::nullopt;
  return any;
}

void unique(std::vector<Hit>& hits) {
  std::set<int64_t> seen;
  std::erase_if(hits, [&](const Hit& hit) { return !seen.insert(hit.n).second; });
}

}  // namespace

int64_t Lookup::expected(const std::string& tsquery) const {
  int64_t rows = 0;
  db_.query("EXPLAIN (FORMAT JSON) SELECT 1 FROM library_search WHERE vector @@ $1::text::tsquery", {tsquery},
            [&](const Row& row) { rows = parse_json(row.view(0)).at(0).at("Plan").value("Plan Rows", int64_t{0}); });
  return rows;
}

void Lookup::add_found(const Node& tree, bool listed, int64_t limit, std::vector<Hit>& out) const {
  const auto add = [&](const Row& row) { out.push_back(read(row)); };
  const int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
  const int64_t first = listed ? 1 : least, last = listed ? most : -1;
  if (postgresql_) {
    const std::string query = to_tsquery(tree, everything_mark());
    // The index collects all that matches before it gives any. Where much does, the newest that do are soon met.
    if (listed && expected(query) >= many) {
      const size_t before = out.size();
      db_.query("SELECT " + std::string(columns) +
                    " FROM (SELECT * FROM library_search WHERE n > 0 ORDER BY n DESC LIMIT $2) AS s WHERE s.vector @@ "
                    "$1::text::tsquery LIMIT $3",
                {query, newest_walked, limit}, add);
      if (static_cast<int64_t>(out.size() - before) == limit) return;
      out.resize(before);
    }
    db_.query("SELECT " + std::string(columns) + " FROM library_search_find($1::text::tsquery, $2, $3, $4) AS s",
              {query, first, last, limit}, add);
  } else {
    db_.query("SELECT " + std::string(columns) +
                  " FROM library_search_fts CROSS JOIN library_search AS s ON s.n = library_search_fts.rowid WHERE "
                  "library_search_fts MATCH $1 AND library_search_fts.rowid BETWEEN $2 AND $3 ORDER BY "
                  "library_search_fts.rowid DESC LIMIT $4",
              {to_fts5(tree, everything_mark()), first, last, limit}, add);
  }
}

void Lookup::add_titles(std::string_view beginning, const Node& tree, int64_t limit, std::vector<Hit>& out) const {
  db_.query("SELECT " + std::string(columns) + std::string(more_columns) +
                " FROM library_search AS s WHERE s.title_words >= $1 AND s.title_words < $2 AND s.n > 0 ORDER BY "
                "s.title_words LIMIT $3",
            {beginning, after_all(beginning), limit}, [&](const Row& row) {
              if (matches(row, tree)) out.push_back(read(row));
            });
}

void Lookup::add_walked(std::string_view order, const Node& tree, int64_t walked, std::vector<Hit>& out) const {
  db_.query("SELECT " + std::string(columns) + std::string(more_columns) +
                " FROM library_search AS s WHERE s.n > 0 ORDER BY " + std::string(order) + " LIMIT $1",
            {walked}, [&](const Row& row) {
              if (matches(row, tree)) out.push_back(read(row));
            });
}

Found Lookup::find(const SearchRequest& request, const Node& words, const Viewer& viewer) const {
  SearchRequest asked = request;
  asked.words = words;
  const Node tree = with_filters(asked);
  const auto wanted = wanted_words(words);
  Found out;
  // A document that everybody finds is more than the limit; those only for the viewer come on top.
  add_found(tree, true, max_hits + 1, out.hits);
  if (static_cast<int64_t>(out.hits.size()) > max_hits) {
    out.are_all = false;
    out.hits.resize(max_hits);
    if (request.order == Order::relevance) {
      std::string whole;
      for (const auto& word : wanted) whole.append(whole.empty() ? "" : " ").append(word);
      if (whole.ends_with('*')) whole.pop_back();
      if (!whole.empty()) add_titles(whole, tree, titles_at_most, out.hits);
      add_walked("s.plays DESC, s.n DESC", tree, popular_walked, out.hits);
    } else if (request.order == Order::plays) {
      add_walked("s.plays DESC, s.n DESC", tree, sorted_walked, out.hits);
    } else if (postgresql_) {
      add_walked("s.n DESC", tree, sorted_walked, out.hits);
    }
    unique(out.hits);
  }
  if (const auto readers = hidden_for(viewer)) {
    const size_t before = out.hits.size();
    add_found({Node::Kind::all, {}, false, {tree, *readers}}, false, max_hits + 1, out.hits);
    if (static_cast<int64_t>(out.hits.size() - before) > max_hits) out.are_all = false;
  }
  rank(out.hits, wanted, request.order);
  if (static_cast<int64_t>(out.hits.size()) > max_hits) {
    out.are_all = false;
    out.hits.resize(max_hits);
  }
  return out;
}

Found Lookup::search(const SearchRequest& request, const Viewer& viewer) const {
  Found out = find(request, request.words, viewer);
  if (!out.hits.empty()) return out;
  std::vector<std::pair<std::string, std::vector<std::string>>> near;
  for (const auto& word : wanted_words(request.words)) {
    if (auto found = nearest(word); !found.empty()) near.emplace_back(word, std::move(found));
  }
  if (near.empty()) return out;
  out = find(request, widened(request.words, near), viewer);
  // Only words of what is shown are told: others may be of what was made private since.
  for (const auto& [word, instead] : near) {
    std::vector<std::string> shown;
    for (const auto& each : instead) {
      const Node node{Node::Kind::phrase, {each}, false, {}};
      const bool there = std::any_of(out.hits.begin(), out.hits.end(), [&](const Hit& hit) {
        return matches(node, {hit.title_words, hit.people_words});
      });
      if (there) shown.push_back(each);
    }
    if (!shown.empty()) out.corrected.emplace_back(word, std::move(shown));
  }
  return out;
}

void Lookup::add_words(std::string_view column, std::string_view beginning, int64_t least, int64_t most,
                       std::vector<std::string>& out) const {
  const std::string name(column);
  db_.query("SELECT word FROM library_search_words WHERE " + name + " >= $1 AND " + name +
                " < $2 AND letters BETWEEN $3 AND $4 LIMIT $5",
            {beginning, after_all(beginning), least, most, near_looked_at},
            [&](const Row& row) { out.push_back(row.text(0)); });
}

std::vector<std::string> Lookup::nearest(const std::string& word) const {
  const size_t slips = forgiven(word);
  if (slips == 0 || word.ends_with('*')) return {};
  const auto parts = characters(word);
  const auto size = static_cast<int64_t>(parts.size());
  const auto least = size - static_cast<int64_t>(slips), most = size + static_cast<int64_t>(slips);
  const auto piece = [&](size_t from, size_t to) {
    std::string text;
    for (size_t i = from; i < to; ++i) text += parts[i];
    return text;
  };
  // One slip leaves the beginning or the end as it is, two of them those or what is between.
  const size_t kept = slips == 1 ? (parts.size() - 1) / 2 : (parts.size() - 2) / 3;
  std::vector<std::string> known;
  add_words("word", piece(0, kept), least, most, known);
  std::string end;
  for (size_t i = 0; i < kept; ++i) end += parts[parts.size() - 1 - i];
  add_words("reversed", end, least, most, known);
  if (slips == 2) {
    const std::string middle = piece(kept, parts.size() - kept);
    const auto add = [&](const Row& row) { known.push_back(row.text(0)); };
    if (postgresql_) {
      db_.query("SELECT word FROM library_search_words WHERE word LIKE $1 AND letters BETWEEN $2 AND $3 LIMIT $4",
                {"%" + middle + "%", least, most, near_looked_at}, add);
    } else {
      db_.query(
          "SELECT w.word FROM library_search_trigrams CROSS JOIN library_search_words AS w ON w.n = "
          "library_search_trigrams.rowid WHERE library_search_trigrams MATCH $1 AND w.letters BETWEEN $2 AND $3 "
          "LIMIT $4",
          {to_fts5({Node::Kind::phrase, {middle}, false, {}}, ""), least, most, near_looked_at}, add);
    }
  }
  std::set<std::pair<size_t, std::string>> near;
  for (auto& each : known) {
    const size_t away = distance(word, each, slips);
    if (away > 0 && away <= slips) near.emplace(away, std::move(each));
  }
  std::vector<std::string> out;
  for (const auto& [away, each] : near) {
    if (out.size() < near_at_most) out.push_back(each);
  }
  return out;
}

std::vector<Hit> Lookup::suggest(std::string_view typed, const Viewer& viewer, size_t limit) const {
  auto words = words_of(typed);
  if (words.empty()) return {};
  if (words.size() > 16) words.resize(16);
  std::string line;
  for (const auto& word : words) line.append(line.empty() ? "" : " ").append(word);
  const bool long_enough = letters(words.back()) >= 3;
  const Node tree{Node::Kind::phrase, std::move(words), true, {}};
  std::vector<Hit> hits;
  add_titles(line, tree, titles_at_most, hits);
  if (hits.size() < limit && long_enough) add_found(tree, true, titles_at_most, hits);
  if (!long_enough) add_walked("s.plays DESC, s.n DESC", tree, popular_walked / 2, hits);
  if (!viewer.user_id.empty()) {
    add_found({Node::Kind::all, {}, false, {tree, marked(reader_mark(viewer.user_id))}}, false, titles_at_most, hits);
  }
  std::erase_if(hits, [&](const Hit& hit) { return !matches(tree, {hit.title_words}); });
  rank(hits, {line + "*"}, Order::relevance);
  // The same title once a kind: what is suggested is text.
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<Hit> out;
  for (auto& hit : hits) {
    if (out.size() == limit) break;
    if (seen.emplace(hit.kind, hit.title_words).second) out.push_back(std::move(hit));
  }
  return out;
}

}  // namespace veza::library
