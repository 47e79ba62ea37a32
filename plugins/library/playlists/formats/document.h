// A playlist as a file says it, in whatever format: M3U8, JSPF (XSPF as JSON) or XSPF version 1.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace veza::library {

// Empty text and zero: not said.
struct Entry {
  std::string title, creator, album;
  int64_t duration_ms = 0;
  std::string track_id;         // of this site
  std::string isrc;             // "USRC17607839"
  std::string mb_recording_id;  // a UUID
  std::string location;         // an address or a path, as the file has it
};

struct PlaylistDocument {
  std::string title, annotation;
  std::vector<Entry> entries;
};

inline constexpr size_t most_entries = 5000;
inline constexpr size_t largest_playlist_file = 8 << 20;  // bytes

enum class PlaylistFormat { m3u8, jspf, xspf };
std::optional<PlaylistFormat> playlist_format_named(std::string_view name);
std::string_view playlist_content_type(PlaylistFormat format);
// By how the file begins; M3U when it is neither XML nor JSON.
PlaylistFormat sniff_playlist(std::string_view bytes);

// The document, or what is wrong with the file as a phrase after "the file" ("is not XML: …"). Never more than
// `most_entries`: a longer file is wrong.
using ParsedPlaylist = std::variant<PlaylistDocument, std::string>;
ParsedPlaylist parse_m3u8(std::string_view text);
ParsedPlaylist parse_jspf(std::string_view text);
ParsedPlaylist parse_xspf(std::string_view text);  // without document types, so without entities of its own
ParsedPlaylist parse_playlist(PlaylistFormat format, std::string_view bytes);

std::string write_m3u8(const PlaylistDocument& document);
std::string write_jspf(const PlaylistDocument& document);
std::string write_xspf(const PlaylistDocument& document);
std::string write_playlist(PlaylistFormat format, const PlaylistDocument& document);

// What an identifier or a location says of the track: a page of a track ("…/tracks/<id>"), a MusicBrainz recording, an
// ISRC ("urn:isrc:…", "isrc:…").
void read_identifier(std::string_view uri, Entry& entry);
// The identifiers that say so again.
std::vector<std::string> identifiers(const Entry& entry);

// Text of a file as it may be stored: cleaned, at most 200 characters.
std::string entry_text(std::string_view text);

}  // namespace veza::library
