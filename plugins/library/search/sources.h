// The documents of tracks, artists, albums and playlists, and when they are written.
#pragma once
#include <string_view>

#include "search/document.h"
#include "store/track.h"

namespace veza {
class Tx;
}

namespace veza::library {

Document document_of(const Track& track);

// From their rows; an artist or album that is gone loses its document. Hidden ones are found by those who have tracks
// of theirs. Inside the transaction that changed them, after it did.
void index_artist(const Tx& tx, std::string_view id);
void index_album(const Tx& tx, std::string_view id);
// The same of a playlist, with its row held (Playlists::hold). One that is not public is found by its owner and those
// who work on it.
void index_playlist(const Tx& tx, std::string_view id);

}  // namespace veza::library
