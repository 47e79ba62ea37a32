#include "retag/routes.h"

#include <veza/id.hpp>

#include "playlists/routes.h"
#include "retag/jobs.h"
#include "retag/tag_files.h"
#include "routes/disposition.h"
#include "rules/tag_edits.h"

namespace veza::library {
namespace {

Json to_json(const TagFile& file) {
  return {{"state", file.state},
          {"replace", file.replaces},
          {"problem", file.problem ? Json(*file.problem) : Json()},
          {"size", file.size ? Json(*file.size) : Json()},
          {"expires_at", rfc3339(file.expires_at)}};
}

Track require_editable(const Services& services, const Request& request) {
  return services.tracks.require_editable(request.param("id"), viewer_of(request.principal()));
}

TagFile require_file(const Services& services, const Track& track) {
  auto file = TagFiles::of(services.db, track.id);
  if (!file) throw HttpError(404, "not_found", "No file with these tags was asked for, or its time is over.");
  return std::move(*file);
}

bool parse_replace(const Request& request) {
  if (request.body().empty()) return false;
  const Json body = request.json();
  if (!body.is_object()) throw HttpError(400, "malformed_json", "Send a JSON object, or nothing.");
  Problems problems;
  bool out = false;
  for (const auto& [field, value] : body.items()) {
    if (field != "replace") {
      problems.push_back({field.substr(0, 60), "is not a field that can be set"});
    } else if (!value.is_boolean()) {
      problems.push_back({field, "must be true or false"});
    } else {
      out = value.get<bool>();
    }
  }
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  return out;
}

void require_possible(const Track& track, bool replaces) {
  if (!takes_tags(track.format)) {
    throw HttpError(409, "unsupported_format", "Files of this kind have no tags that could be written.");
  }
  if (replaces && track.source_path) {
    throw HttpError(409, "imported_file", "This file stays where it was imported from; download a copy instead.");
  }
}

Response ask(const Services& services, const Request& request) {
  const auto track = require_editable(services, request);
  const bool replaces = parse_replace(request);
  require_possible(track, replaces);
  TagFile file;
  file.track_id = track.id;
  file.id = new_id();
  file.replaces = replaces;
  file.expires_at = now_ms() + tag_file_lifetime_ms;
  library::write(services, [&](const Tx& tx) {
    if (!Tracks::hold(tx, track.id)) throw HttpError(404, "not_found", "There is no such track.");
    const auto before = TagFiles::of(tx, track.id);
    if (before && before->state == "pending" && before->expires_at > now_ms()) {
      throw HttpError(409, "busy", "A file with these tags is being written already.");
    }
    // Who is being sent the last one gets all of it.
    if (before) queue_removal(services, tx, track.id, before->key(), 60'000, request.id());
    TagFiles::put(tx, file);
    queue_retag_jobs(services, tx, file, request.id());
    services.audit.record(tx, request,
                          {"library.track.tags_written", "track", track.id, nullptr, {{"replace", replaces}}});
  });
  return Response::ok(to_json(file), 202);
}

Response status(const Services& services, const Request& request) {
  return Response::ok(to_json(require_file(services, require_editable(services, request))))
      .header("Cache-Control", "no-store");
}

Response download(const Services& services, const Request& request) {
  const auto track = require_editable(services, request);
  const auto file = require_file(services, track);
  if (file.state != "ready") {
    throw HttpError(409, "not_ready", file.problem.value_or("The file with these tags is not there yet."));
  }
  return Response::blob(file.key(), content_type(track.format))
      .header("Cache-Control", "private, no-cache")
      .header("Content-Disposition", disposition("attachment", track.file_name));
}

}  // namespace

void add_retag_routes(Services& services) {
  RouteOptions options, media;
  options.permission = media.permission = "track:update";
  media.flags = VEZA_HTTP_UNLIMITED;
  services.http.post(
      "/api/v1/tracks/{id}/tags/write", [&](const Request& request) { return ask(services, request); }, options);
  services.http.get(
      "/api/v1/tracks/{id}/tags/write", [&](const Request& request) { return status(services, request); }, options);
  services.http.get(
      "/api/v1/tracks/{id}/tags/file", [&](const Request& request) { return download(services, request); }, media);
}

}  // namespace veza::library
