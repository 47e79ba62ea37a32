// What musicians and catalogues write: keys, codes, dates. Each function gives the one spelling that is stored, or
// nothing for what it cannot be.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace veza::library {

// "A minor", "a min", "Am", "8A" are "Am"; "Gb", "gb major", "2B" are "F#". 24 keys, spelt C Db D Eb E F F# G Ab A Bb B
// and Cm C#m Dm Ebm Em Fm F#m Gm G#m Am Bbm Bm.
std::optional<std::string> musical_key(std::string_view text);
// The key's place on the Camelot wheel: "8A" for "Am". Empty for what is no key.
std::string_view camelot(std::string_view key);

// "2004", "2004-05" or "2004-05-06" of the Gregorian calendar, year 1 to 9999 (ISO 8601); a time behind it is dropped.
std::optional<std::string> release_date(std::string_view text);

// ISO 3901, without hyphens: "GBAYE6800011".
std::optional<std::string> isrc(std::string_view text);

// A MusicBrainz id: a UUID in lower case.
std::optional<std::string> mbid(std::string_view text);

// "album", "ep", "single", "compilation", "live", "remix", "soundtrack", "broadcast", "audiobook", "other".
std::optional<std::string> album_type(std::string_view text);

inline constexpr double min_bpm = 20, max_bpm = 999;

}  // namespace veza::library
