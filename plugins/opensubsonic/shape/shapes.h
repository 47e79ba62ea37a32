// The site's JSON as the protocol's elements. Fields of OpenSubsonic that the site knows are always there, empty where
// it does not.
#pragma once
#include <string>

#include "protocol/tree.h"
#include "shape/marks.h"

namespace veza::opensubsonic {

// A track of the API as a Child.
Node song(const Json& track, const Marks& marks);
// An album of the API as AlbumID3, and as a Child of kind directory.
Node album(const Json& album, const Marks& marks);
Node album_folder(const Json& album, const Marks& marks);
// An artist of the API as ArtistID3, and as the Artist of getIndexes.
Node artist(const Json& artist, const Marks& marks);
Node artist_folder(const Json& artist, const Marks& marks);
// A playlist of the API; the duration only where it is known.
Node playlist(const Json& playlist, int64_t duration_s);

// Whether apps get to see a track: those that cannot be played are no songs.
bool is_playable(const Json& track);
int64_t whole_seconds(const Json& track);
// "flac" of "audio/flac".
std::string suffix_of(std::string_view content_type);
// A text member; empty when it is missing or null.
std::string text_of(const Json& object, const char* member);
// A number member; 0 when it is missing or null.
int64_t count_of(const Json& object, const char* member);

}  // namespace veza::opensubsonic
