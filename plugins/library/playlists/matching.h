// Which track of the site an entry of a playlist file means.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "playlists/formats/document.h"

namespace veza::library {

struct Candidate {
  std::string id, title_key, artist_key;
  int64_t duration_ms = 0;  // 0: not known yet
};

// How tracks that may be meant are looked up; only those the importer may read. Each gives the first made first.
struct Catalogue {
  std::function<std::vector<Candidate>(const std::string& track_id)> by_id;
  std::function<std::vector<Candidate>(const std::string& mb_recording_id)> by_recording;
  std::function<std::vector<Candidate>(const std::string& isrc)> by_isrc;
  std::function<std::vector<Candidate>(const std::string& title_key)> by_title;
};

// In this order: the track's own id, the recording, the ISRC, then the same title (folded) by the same artist, of a
// length within three seconds where both say one; the nearest in length of several. Without an artist the title must be
// that of one track only, or of one with that length. Nothing: there is no such track.
std::optional<std::string> match(const Entry& entry, const Catalogue& catalogue);

}  // namespace veza::library
