#include "search/request.h"

#include <algorithm>
#include <charconv>

#include "rules/text.h"
#include "search/document.h"
#include "search/words.h"

namespace veza::library {
namespace {

constexpr std::string_view kinds_known[] = {"track", "artist", "album", "playlist", "user"};

std::optional<int64_t> number(std::string_view text) {
  int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

Node marked(const std::vector<std::string>& marks) {
  Node any{Node::Kind::any};
  for (const auto& mark : marks) any.parts.push_back({Node::Kind::phrase, {mark}, false, {}});
  return any;
}

}  // namespace

bool SearchRequest::asks_for(std::string_view kind) const {
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool SearchRequest::has_filter() const {
  return !genre.empty() || !key.empty() || bpm_min || bpm_max || year_min || year_max;
}

SearchRequest parse_search(const QueryValue& value, Problems& problems) {
  SearchRequest out;
  const auto given = [&](const char* name) {
    const auto found = value(name);
    return found && !found->empty() ? std::string(*found) : std::string();
  };
  out.q = clean_text(cut(given("q"), max_searched_bytes), max_searched_bytes);
  out.words = parse_query(out.q);
  const std::string types = given("type");
  for (size_t at = 0; at < types.size();) {
    const size_t end = std::min(types.find(',', at), types.size());
    const std::string kind = types.substr(at, end - at);
    if (std::find(std::begin(kinds_known), std::end(kinds_known), kind) == std::end(kinds_known)) {
      problems.push_back({"type", "must be track, artist, album, playlist or user, or several with commas between"});
      break;
    }
    if (!out.asks_for(kind) || out.kinds.empty()) out.kinds.push_back(kind);
    at = end + 1;
  }
  const auto text = [&](const char* name, std::string& to) {
    to = given(name);
    if (auto why = text_problem(to, 200); !why.empty()) problems.push_back({name, why});
  };
  text("genre", out.genre);
  text("key", out.key);
  const auto whole = [&](const char* name, std::optional<int64_t>& to, int64_t least, int64_t most) {
    const std::string found = given(name);
    if (found.empty()) return;
    to = number(found);
    if (!to || *to < least || *to > most) {
      problems.push_back(
          {name, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most)});
    }
  };
  whole("bpm_min", out.bpm_min, 0, 999);
  whole("bpm_max", out.bpm_max, 0, 999);
  whole("year_min", out.year_min, 0, 9999);
  whole("year_max", out.year_max, 0, 9999);
  const std::string sort = given("sort");
  if (sort == "-date") {
    out.order = Order::newest;
  } else if (sort == "-plays") {
    out.order = Order::plays;
  } else if (!sort.empty() && sort != "relevance") {
    problems.push_back({"sort", "must be relevance, -date or -plays"});
  }
  std::optional<int64_t> per_page;
  whole("per_page", per_page, 1, 100);
  if (per_page) out.per_page = *per_page;
  if (const std::string cursor = given("cursor"); !cursor.empty()) {
    const auto offset = number(cursor);
    if (offset && *offset > 0 && *offset < max_hits && search_cursor(*offset) == cursor) {
      out.offset = *offset;
    } else {
      problems.push_back({"cursor", "is not the next_cursor of this search; start without one"});
    }
  }
  if (problems.empty() && wanted_words(out.words).empty() && out.words.parts.empty() && !out.has_filter() &&
      out.kinds.empty()) {
    problems.push_back({"q", "has no word to search for"});
  }
  return out;
}

Node with_filters(const SearchRequest& request) {
  Node out{Node::Kind::all};
  const auto add = [&](Node part) {
    if (!part.parts.empty() || !part.words.empty()) out.parts.push_back(std::move(part));
  };
  add(request.words);
  std::vector<std::string> kinds;
  for (const auto& kind : request.kinds) {
    if (kind != "user") kinds.push_back(kind_mark(kind));
  }
  add(marked(kinds));
  if (!request.genre.empty()) add(marked({genre_mark(request.genre)}));
  if (!request.key.empty()) add(marked({key_mark(request.key)}));
  const auto range = [&](Number what, const std::optional<int64_t>& least, const std::optional<int64_t>& most,
                         int64_t last) {
    if (!least && !most) return;
    auto marks = range_marks(what, least.value_or(0), most.value_or(last));
    // Nothing is in an empty range; a mark that no document has says so.
    if (marks.empty()) marks.push_back(kind_mark("nothing"));
    add(marked(marks));
  };
  range(Number::bpm, request.bpm_min, request.bpm_max, 999);
  range(Number::year, request.year_min, request.year_max, 2199);
  return out;
}

std::string search_cursor(int64_t offset) { return std::to_string(offset); }

}  // namespace veza::library
