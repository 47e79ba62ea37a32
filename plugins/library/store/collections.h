// Artists, albums, genres and tags: tables that follow from the tracks, kept by whoever writes one.
#pragma once
#include <string>

#include <veza/db.hpp>

#include "store/track.h"

namespace veza::library {

// The number of a track in its album, disc before track; what says nothing comes last.
int64_t album_position(const Track& track);

// Whose album a track is on: its album artist, or its first main artist. Empty: nobody knows.
std::string album_artist_of(const Track& track);

// An artist's name as lists sort it: folded, without a leading "the".
std::string artist_sort_key(std::string_view name);

struct Collections {
  // Moves a track from what `before` belongs to (null: it is new) to what `track` does (null: it is removed), and
  // counts. Sets track->album_id and the artist_id of its credits; the caller writes the row of the track. An artist or
  // album that has no track any more is gone afterwards. Tracks::insert, update, remove and set_… call it; whoever
  // writes library_tracks by another way has to. Inside the transaction of the track.
  static void place(const Tx& tx, Track* track, const Track* before);
  // After the row was written: which track's cover the album shows, one that everybody may have listed.
  static void settle_cover(const Tx& tx, const Track* track, const Track* before);
};

}  // namespace veza::library
