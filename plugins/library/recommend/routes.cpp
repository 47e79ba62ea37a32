// GET /tracks/recommendations: for the viewer, or what goes on from some tracks ("up next", a radio that does not end).
#include <algorithm>

#include <veza/id.hpp>

#include "playlists/routes.h"
#include "recommend/request.h"
#include "recommend/sources.h"
#include "routes/routes.h"

namespace veza::library {
namespace {

constexpr int64_t day_ms = 86'400'000;
constexpr size_t seeds_of_taste = 4;

std::string sentence(const Suggestion& candidate) {
  const std::string about = "“" + candidate.about + "”";
  switch (candidate.because) {
    case Because::listeners:
      return "People who heard " + about + " heard this too.";
    case Because::artist:
      return "More by " + candidate.about + ".";
    case Because::followed:
      return "By " + candidate.about + ", whom you follow.";
    case Because::tempo_and_key:
      return "Its tempo and key go with " + about + ".";
    case Because::tag:
      return "Tagged " + about + " too.";
    case Because::genre:
      return "More " + candidate.about + ".";
    case Because::key:
      return "Its key goes with " + about + ".";
    case Because::tempo:
      return "At the tempo of " + about + ".";
    case Because::popular:
      return "Played a lot here.";
    case Because::fresh:
      return "New here.";
  }
  return {};
}

Json reason(const Suggestion& candidate) {
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return {{"kind", because_name(candidate.because)},
          {"text", sentence(candidate)},
          {"about", or_null(candidate.about)},
          {"seed_id", or_null(candidate.seed_id)}};
}

// Some of what the viewer likes and hears, others every day.
std::vector<std::string> some_of(std::vector<std::string> ids, uint64_t salt) {
  std::sort(ids.begin(), ids.end(), [&](const std::string& a, const std::string& b) {
    return std::pair(stable_hash(a, salt), a) < std::pair(stable_hash(b, salt), b);
  });
  if (ids.size() > seeds_of_taste) ids.resize(seeds_of_taste);
  return ids;
}

Response recommendations(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  Problems problems;
  const auto query = parse_recommend_query([&](std::string_view name) { return request.query(name); }, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));

  // The same list all day, until something was heard.
  uint64_t salt = stable_hash(principal.user_id(), static_cast<uint64_t>(now_ms() / day_ms));
  // Of all that was heard: by the last alone, a radio would soon go round in a circle.
  for (const auto& id : query.heard) salt = stable_hash(id, salt);
  const Sources sources(services.db, reads_own(viewer) ? std::string(viewer.user_id) : std::string(), salt);

  std::vector<Suggestion> candidates;
  auto heard = sources.last_heard(no_repeat);
  heard.insert(query.heard.begin(), query.heard.end());
  for (const auto& id : query.seeds) {
    sources.beside(services.tracks.require_readable(id, viewer), candidates);
    heard.insert(id);
  }
  if (query.seeds.empty()) {
    for (const auto& id : some_of(sources.taste(10), salt)) {
      const auto track = services.tracks.find(id);
      if (track && may_read(viewer, track->ownership()) == Access::granted) sources.beside(*track, candidates);
    }
    sources.followed(candidates);
  }
  sources.cold_start(candidates);

  Names names(services);
  Json data = Json::array();
  for (const auto& candidate : rank(candidates, heard, query.limit, salt)) {
    const auto track = services.tracks.find(candidate.track_id);
    if (!track || may_read(viewer, track->ownership()) != Access::granted) continue;
    data.push_back({{"track", to_json(*track, names.of(track->owner_id))}, {"reason", reason(candidate)}});
  }
  return Response::ok(data);
}

}  // namespace

void add_recommend_routes(Services& services) {
  services.http.get("/api/v1/tracks/recommendations",
                    [&services](const Request& request) { return recommendations(services, request); });
}

}  // namespace veza::library
