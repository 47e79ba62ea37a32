#include <algorithm>

#include <veza/id.hpp>

#include "routes/routes.h"
#include "rules/text.h"
#include "search/history.h"
#include "search/lookup.h"
#include "search/words.h"

namespace veza::library {
namespace {

constexpr uint32_t users_found = 20;
constexpr size_t suggestions = 10;
constexpr size_t longest_remembered = 200;

Json or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }
Json or_null(const std::optional<int64_t>& number) { return number ? Json(*number) : Json(); }

Json to_json(const Services& services, const Hit& hit, const Viewer& viewer) {
  Json out{{"type", hit.kind},
           {"id", hit.id},
           {"title", hit.title},
           {"subtitle", hit.subtitle.empty() ? Json() : Json(hit.subtitle)},
           {"genre", or_null(hit.genre)},
           {"musical_key", or_null(hit.musical_key)},
           {"bpm", or_null(hit.bpm)},
           {"year", or_null(hit.year)}};
  if (hit.kind != "track") return out;
  const auto track = services.tracks.find(hit.id);
  // Gone or made private since the index was read.
  if (!track || may_read(viewer, track->ownership()) != Access::granted) return nullptr;
  out["track"] = to_json(*track, owner_name(services, track->owner_id));
  return out;
}

// Members find members by their names; guests do not.
void add_users(const Services& services, const SearchRequest& request, const Principal& principal,
               std::vector<Hit>& hits) {
  if (!principal.signed_in() || !request.asks_for("user") || request.has_filter()) return;
  for (const Json& user : services.identity.find_users(request.q, users_found)) {
    Hit hit;
    hit.kind = "user";
    hit.id = user.value("id", "");
    hit.title = user.value("username", "");
    hit.title_words = word_line(hit.title);
    hits.push_back(std::move(hit));
  }
}

void remember(const Services& services, const SearchRequest& request, const Principal& principal) {
  if (!principal.signed_in() || request.q.empty() || request.offset > 0) return;
  services.db.write(
      [&](const Tx& tx) { SearchHistory::add(tx, principal.user_id(), cut(request.q, longest_remembered), now_ms()); });
}

Json corrections(const Found& found) {
  Json out = Json::array();
  for (const auto& [word, instead] : found.corrected) out.push_back({{"word", word}, {"instead", instead}});
  return out;
}

Response search(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  Problems problems;
  const auto asked = parse_search([&](std::string_view name) { return request.query(name); }, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  const bool only_users = asked.kinds.size() == 1 && asked.kinds.front() == "user";
  Found found;
  if (!only_users) found = Lookup(services.db).search(asked, viewer);
  const size_t documents = found.hits.size();
  add_users(services, asked, principal, found.hits);
  if (found.hits.size() > documents) rank(found.hits, wanted_words(asked.words), asked.order);

  const auto total = static_cast<int64_t>(found.hits.size());
  const int64_t end = std::min(asked.offset + asked.per_page, total);
  Json data = Json::array();
  for (int64_t i = asked.offset; i < end; ++i) {
    Json item = to_json(services, found.hits[static_cast<size_t>(i)], viewer);
    if (!item.is_null()) data.push_back(std::move(item));
  }
  remember(services, asked, principal);
  return Response::list(data, {{"per_page", asked.per_page},
                               {"total", total},
                               {"total_is_exact", found.are_all},
                               {"next_cursor", end < std::min(total, max_hits) ? Json(search_cursor(end)) : Json()},
                               {"corrections", corrections(found)},
                               {"facets", facets(found.hits)},
                               {"facets_are_exact", found.are_all}});
}

Response suggest(const Services& services, const Request& request) {
  const std::string typed = clean_text(cut(request.query("q").value_or(""), 1000), 200);
  Json data = Json::array();
  for (const auto& hit : Lookup(services.db).suggest(typed, viewer_of(request.principal()), suggestions)) {
    data.push_back({{"type", hit.kind},
                    {"id", hit.id},
                    {"title", hit.title},
                    {"subtitle", hit.subtitle.empty() ? Json() : Json(hit.subtitle)}});
  }
  return Response::ok(data);
}

Response searches(const Services& services, const Request& request) {
  Json data = Json::array();
  for (const auto& each : SearchHistory::of(services.db, request.principal().user_id())) {
    data.push_back({{"q", each.query}, {"searched_at", rfc3339(each.at)}});
  }
  return Response::ok(data);
}

Response forget(const Services& services, const Request& request) {
  const std::string user_id(request.principal().user_id());
  services.db.write([&](const Tx& tx) { SearchHistory::clear(tx, user_id); });
  return Response::empty();
}

}  // namespace

void add_search_routes(Services& services) {
  services.http.get("/api/v1/search", [&](const Request& request) { return search(services, request); });
  services.http.get("/api/v1/search/suggest", [&](const Request& request) { return suggest(services, request); });
  RouteOptions reading, writing;
  reading.permission = "listening:read";
  writing.permission = "listening:write";
  services.http.get(
      "/api/v1/me/searches", [&](const Request& request) { return searches(services, request); }, reading);
  services.http.del(
      "/api/v1/me/searches", [&](const Request& request) { return forget(services, request); }, writing);
}

}  // namespace veza::library
