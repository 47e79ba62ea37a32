// The routes of playlists; each function registers those of one file. [control]
#pragma once
#include <map>
#include <optional>
#include <string>

#include "playlists/items.h"
#include "playlists/playlists.h"
#include "playlists/shares.h"
#include "services.h"

namespace veza::library {

// Playlists, their items, who works on them, links, files and rules; the topic "playlist.<id>" for whoever may read it.
void add_playlists(Services& services);

void add_playlist_routes(Services& services);      // GET, POST /playlists, GET, PATCH, DELETE /playlists/{id}, preview
void add_item_routes(Services& services);          // /playlists/{id}/items
void add_collaborator_routes(Services& services);  // /playlists/{id}/collaborators
void add_share_routes(Services& services);         // /playlists/{id}/shares, /shared/{token}
void add_transfer_routes(Services& services);      // /playlists/{id}/export, /playlists/import

// Remembers names for one answer.
class Names {
 public:
  explicit Names(const Services& services) : services_(services) {}
  const std::string& of(const std::string& user_id) {
    const auto [name, is_new] = names_.try_emplace(user_id);
    if (is_new) name->second = owner_name(services_, user_id);
    return name->second;
  }

 private:
  const Services& services_;
  std::map<std::string, std::string> names_;
};

// The playlist as the viewer sees it.
Json playlist_json(const Services& services, const Playlist& playlist, const Viewer& viewer);

// A page of its tracks, [{id, track, added_at}]: those the viewer may hear, and for who edits it also the others, whose
// "track" is null. `meta` gets per_page, total and next_cursor. Throws HttpError 422.
Json items_json(const Services& services, const Playlist& playlist, const Viewer& viewer, bool can_edit,
                const Request& request, Json& meta);

// The tracks that smart rules choose for the viewer, in order.
std::vector<std::string> smart_track_ids(const Services& services, const std::string& rules, const Viewer& viewer,
                                         const std::string& owner_id);

// per_page of a query, 1–100. Throws HttpError 422.
int64_t per_page_of(const Request& request, int64_t otherwise = 20);

Json object_of(const Request& request);  // the body; throws HttpError 400

// Tells whoever watches the playlist, on every node, after the commit. [any]
void announce(const Services& services, const std::string& playlist_id, int64_t revision);

// Db::write whose body may throw HttpError: it comes out as that, and nothing is written.
void write(const Services& services, const std::function<void(const Tx&)>& body);

// The held playlist of a change, or HttpError as the rule says: it may have changed since it was looked at.
Playlist hold_playlist(const Tx& tx, const std::string& id, const Viewer& viewer, Playlists::Rule rule);

}  // namespace veza::library
