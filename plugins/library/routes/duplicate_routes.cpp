#include <algorithm>
#include <charconv>
#include <cmath>

#include <veza/id.hpp>

#include "routes/routes.h"
#include "routes/track_json.h"
#include "store/fingerprints.h"

namespace veza::library {
namespace {

constexpr int64_t default_groups = 20, max_groups = 50;

// Cursors: the hash of a file, or this and the id of a group of recordings, which come behind the files.
constexpr std::string_view recording_mark = "recording:";

struct Asked {
  int64_t per_page = default_groups;
  bool files = true;  // false: those have all been given
  std::string after;  // the hash or group that the last page ended with; empty: from the start
};

bool is_hash(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Asked parse(const Request& request, Problems& problems) {
  Asked out;
  if (const auto text = request.query("per_page")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out.per_page);
    if (error != std::errc() || end != text->data() + text->size() || out.per_page < 1 || out.per_page > max_groups) {
      problems.push_back({"per_page", "must be a number from 1 to " + std::to_string(max_groups)});
    }
  }
  if (const auto text = request.query("cursor"); text && !text->empty()) {
    out.files = !text->starts_with(recording_mark);
    out.after = out.files ? *text : text->substr(recording_mark.size());
    if (out.files ? !is_hash(out.after) : !is_id(out.after)) {
      problems.push_back({"cursor", "is not one that a page ended with"});
    }
  }
  return out;
}

struct Found {
  std::string cursor;
  Json (*json)(const Services&, std::string_view owner_id, const Found&);
  std::string id;  // the hash or the group
  int64_t count = 0;
  double confidence = 1;
};

Json file_json(const Services& services, std::string_view owner_id, const Found& found) {
  return {{"kind", "file"},
          {"confidence", 1},
          {"content_hash", found.id},
          {"count", found.count},
          {"tracks", tracks_json(services, services.tracks.copies(owner_id, found.id))}};
}

Json recording_json(const Services& services, std::string_view owner_id, const Found& found) {
  return {{"kind", "recording"},
          {"confidence", std::round(found.confidence * 100) / 100},
          {"content_hash", nullptr},
          {"count", found.count},
          {"tracks", tracks_json(services, services.tracks.of_recording(owner_id, found.id))}};
}

// At most `limit`: files first, by their hashes, then recordings.
std::vector<Found> find(const Services& services, std::string_view owner_id, const Asked& asked, int64_t limit) {
  std::vector<Found> out;
  if (asked.files) {
    for (auto& group : services.tracks.duplicates(owner_id, asked.after, limit)) {
      out.push_back({group.content_hash, &file_json, group.content_hash, group.count});
    }
  }
  const int64_t room = limit - static_cast<int64_t>(out.size());
  if (room == 0) return out;
  const std::string after = asked.files ? "" : asked.after;
  for (auto& group : Fingerprints::groups(services.db, owner_id, after, room)) {
    out.push_back({std::string(recording_mark) + group.id, &recording_json, group.id, group.count, group.confidence});
  }
  return out;
}

Response list(const Services& services, const Request& request) {
  Problems problems;
  const Asked asked = parse(request, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  const std::string owner(request.principal().user_id());
  auto groups = find(services, owner, asked, asked.per_page + 1);
  Json next;
  if (static_cast<int64_t>(groups.size()) > asked.per_page) {
    groups.pop_back();
    next = groups.back().cursor;
  }
  Json data = Json::array();
  for (const auto& group : groups) data.push_back(group.json(services, owner, group));
  return Response::list(data, {{"per_page", asked.per_page}, {"next_cursor", next}});
}

}  // namespace

void add_duplicate_routes(Services& services) {
  RouteOptions options;
  options.permission = "track:update";
  services.http.get(
      "/api/v1/tracks/duplicates", [&](const Request& request) { return list(services, request); }, options);
}

}  // namespace veza::library
