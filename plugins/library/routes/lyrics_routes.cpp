#include <algorithm>

#include <veza/id.hpp>

#include "routes/routes.h"
#include "rules/lyrics.h"
#include "rules/text.h"
#include "store/events.h"
#include "store/lyrics.h"

namespace veza::library {
namespace {

constexpr size_t max_languages = 8;

Json to_json(const Lyrics& lyrics) {
  Json out{{"plain", Json::array()}, {"synced", Json::array()}};
  for (const auto& [language, body] : lyrics.plain) out["plain"].push_back({{"language", language}, {"text", body}});
  for (const auto& [language, body] : lyrics.synced) {
    Json lines = Json::array();
    for (const auto& line : parse_lrc(body).lines) {
      lines.push_back({{"time", static_cast<double>(line.at_ms) / 1000}, {"text", line.text}});
    }
    out["synced"].push_back({{"language", language}, {"lrc", body}, {"lines", std::move(lines)}});
  }
  return out;
}

// RFC 5646: letters, digits and hyphens.
bool is_language(std::string_view text) {
  return text.size() <= 35 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
         });
}

void read(const Json& body, const char* field, const char* member, std::map<std::string, std::string>& out,
          Problems& problems) {
  const auto found = body.find(field);
  if (found == body.end() || found->is_null()) return;
  if (!found->is_array() || found->size() > max_languages) {
    return problems.push_back({field, "must be a list of at most 8 texts"});
  }
  for (const auto& one : *found) {
    const auto text = one.is_object() ? one.find(member) : one.end();
    if (!one.is_object() || text == one.end() || !text->is_string()) {
      return problems.push_back({field, std::string("must hold objects with \"") + member + "\""});
    }
    const auto language = one.find("language");
    const std::string named = language != one.end() && language->is_string() ? language->get<std::string>() : "";
    const auto& given = text->get_ref<const std::string&>();
    if (!is_language(named)) return problems.push_back({field, "has a language that is no BCP 47 tag"});
    if (given.size() > max_lyrics) return problems.push_back({field, "is longer than 128 KiB"});
    auto kept = clean_lines(given, max_lyrics);
    if (kept.empty()) continue;
    if (std::string_view(field) == "synced" && parse_lrc(kept).lines.empty()) {
      return problems.push_back({field, "has no line with a time such as [00:12.00]"});
    }
    if (!out.emplace(named, std::move(kept)).second) return problems.push_back({field, "has one language twice"});
  }
}

Response put(const Services& services, const Request& request) {
  const auto track = services.tracks.require_editable(request.param("id"), viewer_of(request.principal()));
  const Json body = request.json();
  if (!body.is_object()) throw HttpError(400, "malformed_json", "Send a JSON object with plain and synced lyrics.");
  Problems problems;
  Lyrics lyrics;
  read(body, "plain", "text", lyrics.plain, problems);
  read(body, "synced", "lrc", lyrics.synced, problems);
  for (const auto& [field, ignored] : body.items()) {
    if (field != "plain" && field != "synced")
      problems.push_back({clean_text(field, 60), "is not a field that can be set"});
  }
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  bool found = false;
  services.db.write([&](const Tx& tx) {
    const auto now = Tracks::hold(tx, track.id);
    found = now.has_value();
    if (!found) return;
    write_lyrics(tx, track.id, lyrics);
    services.events.emit(tx, track_event(updated_event, *now, request.id()));
    services.audit.record(tx, request,
                          {"library.track.lyrics",
                           "track",
                           track.id,
                           nullptr,
                           {{"plain", lyrics.plain.size()}, {"synced", lyrics.synced.size()}}});
  });
  if (!found) throw HttpError(404, "not_found", "There is no such track.");
  return Response::ok(to_json(lyrics));
}

}  // namespace

void add_lyrics_routes(Services& services) {
  services.http.get("/api/v1/tracks/{id}/lyrics", [&](const Request& request) {
    const auto track = services.tracks.require_readable(request.param("id"), viewer_of(request.principal()));
    return Response::ok(to_json(lyrics_of(services.db, track.id)));
  });
  RouteOptions updating;
  updating.permission = "track:update";
  services.http.put(
      "/api/v1/tracks/{id}/lyrics", [&](const Request& request) { return put(services, request); }, updating);
}

}  // namespace veza::library
