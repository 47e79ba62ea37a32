// What the properties of a file mean: many programs write the same thing in many ways.
#pragma once
#include "media/metadata.h"

namespace veza::library {

// `properties` is {"NAME": ["value", …]} by TagLib's names; anything else in it is left out. Adds to what `out` has:
//   credits    ARTISTS, or the values of ARTIST, or the line "A feat. B"; COMPOSER, PRODUCER, … with their roles
//   artist     the line that is shown; the values joined when there are several
//   genres     all values, parted at ';'
//   album_artist  "Various Artists" for a compilation that names none
void read_properties(const Json& properties, Metadata& out);

}  // namespace veza::library
