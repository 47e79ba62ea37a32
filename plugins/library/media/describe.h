// What a file says of itself becomes what the library says of its track.
#pragma once
#include "media/metadata.h"
#include "store/lyrics.h"
#include "store/track.h"

namespace veza::library {

// Of a new track: its title is that of the tags, or the file's name.
void describe(Track& track, const Metadata& tags);

// Of a track whose file was changed: what the tags say is taken over, what they leave out stays as it is.
void describe_again(Track& track, const Metadata& tags);

Lyrics lyrics_in(const Metadata& tags);

}  // namespace veza::library
