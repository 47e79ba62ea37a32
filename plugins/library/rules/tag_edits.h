// What a track's file is to say of it: the database's view, under TagLib's names of properties.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "rules/credits.h"
#include "store/lyrics.h"
#include "store/track.h"

namespace veza::library {

// Every property the library keeps; an empty list where the track says nothing. What media/tag_properties.h reads from
// these is what the track says.
std::map<std::string, std::vector<std::string>> tag_edits(const Track& track, const Lyrics& lyrics);

// Whether tags can be written into such files: into all but bare AAC.
bool takes_tags(Format format);

}  // namespace veza::library
