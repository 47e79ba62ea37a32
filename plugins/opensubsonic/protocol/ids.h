// The ids apps see say what they are of: the protocol mixes artists, albums and songs in one parameter.
#pragma once
#include <string>
#include <string_view>

namespace veza::opensubsonic {

enum class Kind { song, album, artist, playlist };

struct Id {
  Kind kind = Kind::song;
  std::string site_id;  // the site's own: a UUID
};

// "tr-<uuid>", "al-…", "ar-…", "pl-…".
std::string app_id(Kind kind, std::string_view site_id);

// Throws Failure not_found for anything else.
Id parse_id(std::string_view text);
// The same, and the kind must be this one.
std::string parse_id(std::string_view text, Kind kind);

}  // namespace veza::opensubsonic
