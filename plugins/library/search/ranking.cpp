#include "search/ranking.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

namespace veza::library {
namespace {

constexpr size_t values_shown = 20;

int weight(std::string_view kind) {
  return kind == "user" ? 4 : kind == "artist" ? 3 : kind == "album" ? 2 : kind == "playlist" ? 1 : 0;
}

bool has_word(std::string_view line, std::string_view wanted) {
  const bool prefix = wanted.ends_with('*');
  if (prefix) wanted.remove_suffix(1);
  for (size_t at = line.find(wanted); at != std::string_view::npos; at = line.find(wanted, at + 1)) {
    const size_t end = at + wanted.size();
    if ((at == 0 || line[at - 1] == ' ') && (prefix || end == line.size() || line[end] == ' ')) return true;
  }
  return false;
}

std::string joined(const std::vector<std::string>& wanted) {
  std::string line;
  for (const auto& word : wanted) line.append(line.empty() ? "" : " ").append(word);
  if (line.ends_with('*')) line.pop_back();
  return line;
}

using Counts = std::map<std::string, int64_t>;

Json most(const Counts& counts) {
  std::vector<std::pair<std::string, int64_t>> all(counts.begin(), counts.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Json out = Json::array();
  for (const auto& [value, count] : all) {
    if (out.size() == values_shown) break;
    out.push_back({{"value", value}, {"count", count}});
  }
  return out;
}

Json tens(const std::map<int64_t, int64_t>& counts) {
  Json out = Json::array();
  for (const auto& [ten, count] : counts) {
    out.push_back({{"from", ten * 10}, {"to", ten * 10 + 9}, {"count", count}});
  }
  return out;
}

int scored(const Hit& hit, const std::vector<std::string>& wanted, const std::string& whole) {
  if (wanted.empty()) return 0;
  if (hit.title_words == whole) return 4;
  if (hit.title_words.starts_with(whole)) return 3;
  int least = 2;
  for (const auto& word : wanted) {
    if (has_word(hit.title_words, word)) continue;
    if (!has_word(hit.people_words, word)) return 0;
    least = 1;
  }
  return least;
}

}  // namespace

int score(const Hit& hit, const std::vector<std::string>& wanted) { return scored(hit, wanted, joined(wanted)); }

void rank(std::vector<Hit>& hits, const std::vector<std::string>& wanted, Order order) {
  const std::string whole = joined(wanted);
  for (auto& hit : hits) hit.score = order == Order::relevance ? scored(hit, wanted, whole) : 0;
  const auto place = [order](const Hit& hit) {
    const bool newest = order == Order::newest;
    return std::tuple(-hit.score, order == Order::relevance ? -weight(hit.kind) : 0, newest ? 0 : -hit.plays,
                      -hit.created_at, std::string_view(hit.id));
  };
  std::sort(hits.begin(), hits.end(), [&](const Hit& a, const Hit& b) { return place(a) < place(b); });
}

Json facets(const std::vector<Hit>& hits) {
  Counts types, genres, keys;
  std::map<int64_t, int64_t> bpms, years;
  for (const auto& hit : hits) {
    ++types[hit.kind];
    if (hit.genre) ++genres[*hit.genre];
    if (hit.musical_key) ++keys[*hit.musical_key];
    if (hit.bpm) ++bpms[*hit.bpm / 10];
    if (hit.year) ++years[*hit.year / 10];
  }
  return {
      {"type", most(types)}, {"genre", most(genres)}, {"key", most(keys)}, {"bpm", tens(bpms)}, {"year", tens(years)}};
}

}  // namespace veza::library
