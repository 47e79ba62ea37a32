#include "privacy.h"

#include <veza/id.hpp>

#include "comments/privacy.h"
#include "files_job.h"
#include "playlists/privacy.h"
#include "search/history.h"
#include "store/events.h"
#include "store/lyrics.h"
#include "uploads/privacy.h"

namespace veza::library {
namespace {

constexpr int64_t tracks_at_once = 100;

// Every file system takes it, also in an archive.
std::string portable(std::string name) {
  if (name.size() > 120) name = name.substr(name.size() - 120);
  while (!name.empty() && (static_cast<unsigned char>(name.front()) & 0xC0) == 0x80) name.erase(0, 1);
  for (char& c : name) {
    if (std::string_view("\\/:*?\"<>|").find(c) != std::string_view::npos) c = '_';
  }
  return name.empty() || name == "." || name == ".." ? "track" : name;
}

void write(const Services& services, std::string_view user_id, const Export& out) {
  Json tracks = Json::array();
  const std::string owner = owner_name(services, user_id);
  for (const Track& track : services.tracks.owned_by(user_id)) {
    Json one = to_json(track, owner);
    const Lyrics lyrics = lyrics_of(services.db, track.id);
    for (const auto& [language, text] : lyrics.plain) one["lyrics"][language] = text;
    for (const auto& [language, text] : lyrics.synced) one["synced_lyrics"][language] = text;
    tracks.push_back(std::move(one));
    out.blob("files/" + track.id + "/" + portable(track.file_name), original_key(track));
    if (!track.cover_type) continue;
    out.blob("files/" + track.id + "/cover." + track.cover_type->substr(6), cover_key(track.id, track.cover_name()));
  }
  out.json("tracks.json", tracks);
  Json searches = Json::array();
  for (const auto& each : SearchHistory::of(services.db, user_id)) {
    searches.push_back({{"q", each.query}, {"searched_at", rfc3339(each.at)}});
  }
  out.json("searches.json", searches);
  write_listening(services, user_id, out);
  write_comments(services, user_id, out);
  write_uploads(services, user_id, out);
}

bool erase(const Services& services, const Tx& tx, std::string_view user_id) {
  SearchHistory::clear(tx, user_id);
  if (erase_listening(services, tx, user_id)) return true;
  if (erase_comments(services, tx, user_id)) return true;
  if (erase_uploads(services, tx, user_id)) return true;
  const auto tracks = Tracks::owned_by(tx, user_id, tracks_at_once);
  for (const Track& track : tracks) {
    Tracks::remove(tx, track.id);
    services.jobs.cancel(tx, transcode_job_key(track.id));
    services.jobs.enqueue(tx, remove_files_job(track.id, 0, ""));
    services.events.emit(tx, track_event(deleted_event, track, ""));
  }
  return static_cast<int64_t>(tracks.size()) == tracks_at_once;
}

}  // namespace

void add_privacy(Services& services) {
  services.privacy.handle([&services](std::string_view user_id, const Export& out) { write(services, user_id, out); },
                          [&services](const Tx& tx, std::string_view user_id) { return erase(services, tx, user_id); });
}

}  // namespace veza::library
