// The tags and properties of one audio file, read with TagLib. Compiled into veza-tags, a program of its own: TagLib
// parses what strangers upload (deep nesting can exhaust its stack), and whatever happens to it happens to that
// program alone.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace veza::library::tags {

// Texts are UTF-8 as TagLib gives them, not cleaned.
struct Tags {
  std::string title, artist, album, album_artist, genre;
  unsigned year = 0, track_number = 0, disc_number = 0;  // 0: none
  // 0: unknown
  int duration_ms = 0, sample_rate = 0, channels = 0, bit_depth = 0;
  // All values of the properties that media/properties.h knows, by TagLib's names for them in every format ("ISRC").
  std::map<std::string, std::vector<std::string>> properties;
  std::string synced_lyrics;  // LRC, made of an ID3v2 SYLT frame; empty without one
  std::string sha256;  // of the whole file, hex; empty when it could not be read to its end, or was not asked for
  std::string cover;   // the bytes of the front cover, or of the first picture
};

// `format` is a name of media/sniff.h ("flac"): the class that reads the file is chosen by it, never by a file name.
// Nothing for an unknown format or a file that cannot be opened. The hash takes reading the whole file.
enum class Hash { yes, no };
std::optional<Tags> read_tags(const std::string& path, const std::string& format, Hash hash = Hash::yes);

}  // namespace veza::library::tags
