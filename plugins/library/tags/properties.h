// What a file's tags hold beyond title and album, under TagLib's names for it in every format.
#pragma once
#include <taglib/tfile.h>
#include <taglib/tpropertymap.h>

#include <map>
#include <string>
#include <vector>

namespace veza::library::tags {

using Properties = std::map<std::string, std::vector<std::string>>;

// The properties the library has a use for, all values of each (at most 64 of 4 KiB; lyrics 256 KiB). iTunes' free-form
// items that TagLib does not name are among them by their own names in capitals.
Properties known_properties(TagLib::File& file, const TagLib::PropertyMap& properties);

// The first SYLT frame with times in milliseconds, as LRC. Empty without one.
std::string synced_lyrics(TagLib::File& file);

}  // namespace veza::library::tags
