#include <algorithm>
#include <charconv>

#include "routes/routes.h"
#include "routes/track_json.h"

namespace veza::library {
namespace {

constexpr int64_t default_groups = 20, max_groups = 50;

struct Asked {
  int64_t per_page = default_groups;
  std::string after;  // the hash that the last page ended with; empty: from the start
};

Asked parse(const Request& request, Problems& problems) {
  Asked out;
  if (const auto text = request.query("per_page")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out.per_page);
    if (error != std::errc() || end != text->data() + text->size() || out.per_page < 1 || out.per_page > max_groups) {
      problems.push_back({"per_page", "must be a number from 1 to " + std::to_string(max_groups)});
    }
  }
  if (const auto text = request.query("cursor"); text && !text->empty()) {
    const bool hash = text->size() == 64 && std::all_of(text->begin(), text->end(), [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                      });
    if (hash) {
      out.after = *text;
    } else {
      problems.push_back({"cursor", "is not one that a page ended with"});
    }
  }
  return out;
}

Response list(const Services& services, const Request& request) {
  Problems problems;
  const Asked asked = parse(request, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  const std::string owner(request.principal().user_id());
  auto groups = services.tracks.duplicates(owner, asked.after, asked.per_page + 1);
  Json next;
  if (static_cast<int64_t>(groups.size()) > asked.per_page) {
    groups.pop_back();
    next = groups.back().content_hash;
  }
  Json data = Json::array();
  for (const auto& group : groups) {
    data.push_back({{"content_hash", group.content_hash},
                    {"count", group.count},
                    {"tracks", tracks_json(services, services.tracks.copies(owner, group.content_hash))}});
  }
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
