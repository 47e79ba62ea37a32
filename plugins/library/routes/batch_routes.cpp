#include "routes/routes.h"
#include "routes/track_writes.h"
#include "rules/batch.h"

namespace veza::library {
namespace {

// What became of one track; a track that may not be known of is told from none by nobody.
std::string_view outcome(const Services& services, const Tx& tx, const Request& request, const Viewer& viewer,
                         const Batch& batch, const std::string& id) {
  auto track = Tracks::hold(tx, id);
  if (!track) return "not_found";
  const auto access = (batch.remove ? may_delete : may_edit)(viewer, track->ownership());
  if (access == Access::hidden) return "not_found";
  if (access == Access::forbidden) return "forbidden";
  if (batch.remove) {
    delete_track(services, tx, request, *track);
    return "deleted";
  }
  change_track(services, tx, request, *track, batch.changes);
  return "updated";
}

Response run(const Services& services, const Request& request) {
  const Json body = request.json();
  if (!body.is_object()) throw HttpError(400, "malformed_json", "Send a JSON object with ids and changes.");
  Problems problems;
  const Batch batch = parse_batch(body, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  std::map<std::string, std::string_view> outcomes;
  services.db.write([&](const Tx& tx) {
    // Sorted: two of these with the same tracks wait for each other, and not both.
    for (const auto& id : batch.ids) outcomes[id] = outcome(services, tx, request, viewer, batch, id);
  });
  Json data = Json::array();
  for (const auto& id : body["ids"]) data.push_back({{"id", id}, {"result", outcomes[id.get<std::string>()]}});
  return Response::ok(data);
}

}  // namespace

void add_batch_routes(Services& services) {
  RouteOptions options;
  options.permission = "track:update";
  services.http.post(
      "/api/v1/tracks/batch", [&](const Request& request) { return run(services, request); }, options);
}

}  // namespace veza::library
