#include "recommend/request.h"

#include <charconv>

#include <veza/id.hpp>

namespace veza::library {
namespace {

constexpr size_t most_bytes = 4096;

std::optional<std::vector<std::string>> ids_of(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto id = list.substr(0, comma);
    if (!is_id(id)) return std::nullopt;
    out.emplace_back(id);
    if (comma == std::string_view::npos) return out;
    list.remove_prefix(comma + 1);
    if (list.empty()) return std::nullopt;
  }
  return out;
}

}  // namespace

RecommendQuery parse_recommend_query(const QueryValue& value, Problems& problems) {
  RecommendQuery query;
  const auto list = [&](const char* name, std::vector<std::string>& to) {
    const auto text = value(name).value_or("");
    auto ids = text.size() <= most_bytes ? ids_of(text) : std::nullopt;
    if (ids) {
      to = std::move(*ids);
    } else {
      problems.push_back({name, "must be ids of tracks with commas between them"});
    }
  };
  list("seed", query.seeds);
  if (query.seeds.size() > most_seeds)
    problems.push_back({"seed", "must be at most " + std::to_string(most_seeds) + " tracks"});
  list("heard", query.heard);
  if (query.heard.size() > no_repeat) query.heard.resize(no_repeat);
  const auto text = value("limit").value_or("");
  if (!text.empty()) {
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, query.limit);
    if (error != std::errc() || stopped != end || query.limit < 1 || query.limit > 50)
      problems.push_back({"limit", "must be a number from 1 to 50"});
  }
  return query;
}

}  // namespace veza::library
