// The tracks a request wants in a playlist, and making a playlist of them.
#pragma once
#include <string>
#include <vector>

#include "playlists/routes.h"

namespace veza::library {

// 1–500 ids of tracks that the viewer may read; everything else adds to `problems` as "track_ids".
std::vector<std::string> readable_track_ids(const Services& services, const Json& ids, const Viewer& viewer,
                                            Problems& problems);

// Those that are still there, and stay until the transaction ends.
std::vector<std::string> still_there(const Tx& tx, const std::vector<std::string>& track_ids);

// The playlist with its tracks, its event and its audit entry, in one transaction. Throws HttpError 409.
void insert_playlist(const Services& services, const Request& request, Playlist& playlist,
                     const std::vector<std::string>& track_ids);

}  // namespace veza::library
