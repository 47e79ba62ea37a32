// JSPF: XSPF's members as JSON (https://xspf.org/jspf). Members of a kind that is not expected are passed over.
#include <veza/json.hpp>

#include "playlists/formats/document.h"
#include "rules/text.h"

namespace veza::library {
namespace {

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// "location" and "identifier" are lists, but many write a single text.
template <class Use>
void each_text(const Json& object, const char* name, const Use& use) {
  const auto found = object.find(name);
  if (found == object.end()) return;
  if (found->is_string()) use(found->get<std::string>());
  if (!found->is_array()) return;
  size_t count = 0;
  for (const Json& each : *found) {
    if (each.is_string() && ++count <= 16) use(each.get<std::string>());
  }
}

}  // namespace

ParsedPlaylist parse_jspf(std::string_view text) {
  if (text.size() > largest_playlist_file) return "is larger than 8 MiB";
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const Json json = parse_json(text);
  if (json.is_discarded()) return "is not JSON";
  const auto playlist = json.is_object() ? json.find("playlist") : json.end();
  if (playlist == json.end() || !playlist->is_object()) return "has no \"playlist\", as JSPF has";
  const auto tracks = playlist->find("track");
  if (tracks == playlist->end() || !tracks->is_array()) return "has no \"track\" list in its playlist";
  if (tracks->empty()) return "has no entries";
  if (tracks->size() > most_entries) return "has more than 5000 entries";
  PlaylistDocument out;
  out.title = entry_text(text_of(*playlist, "title"));
  out.annotation = clean_text(text_of(*playlist, "annotation"), 2000);
  for (const Json& track : *tracks) {
    if (!track.is_object()) return "has a track that is not an object";
    Entry entry;
    entry.title = entry_text(text_of(track, "title"));
    entry.creator = entry_text(text_of(track, "creator"));
    entry.album = entry_text(text_of(track, "album"));
    const auto duration = track.find("duration");
    if (duration != track.end() && duration->is_number_integer() && *duration > 0 && *duration < 10'000'000'000) {
      entry.duration_ms = duration->get<int64_t>();
    }
    each_text(track, "location", [&](const std::string& uri) {
      if (entry.location.empty()) entry.location = clean_text(uri, 1000);
      read_identifier(uri, entry);
    });
    each_text(track, "identifier", [&](const std::string& uri) { read_identifier(uri, entry); });
    out.entries.push_back(std::move(entry));
  }
  return out;
}

std::string write_jspf(const PlaylistDocument& document) {
  Json tracks = Json::array();
  for (const auto& entry : document.entries) {
    Json track{{"title", entry.title}, {"location", {entry.location}}};
    if (!entry.creator.empty()) track["creator"] = entry.creator;
    if (!entry.album.empty()) track["album"] = entry.album;
    if (entry.duration_ms > 0) track["duration"] = entry.duration_ms;
    if (auto ids = identifiers(entry); !ids.empty()) track["identifier"] = std::move(ids);
    tracks.push_back(std::move(track));
  }
  Json playlist{{"title", document.title}, {"track", std::move(tracks)}};
  if (!document.annotation.empty()) playlist["annotation"] = document.annotation;
  return Json{{"playlist", std::move(playlist)}}.dump(2) + "\n";
}

}  // namespace veza::library
