// M3U with EXTINF lines, in UTF-8: what players write. There is no standard; "#EXTINF:<seconds>,<artist> - <title>" is
// what all of them understand.
#include <charconv>
#include <cmath>

#include "playlists/formats/document.h"
#include "rules/text.h"

namespace veza::library {
namespace {

std::string_view line_of(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  return line;
}

void split_name(std::string_view name, Entry& entry) {
  const auto dash = name.find(" - ");
  if (dash == std::string_view::npos) {
    entry.title = entry_text(name);
    return;
  }
  entry.creator = entry_text(name.substr(0, dash));
  entry.title = entry_text(name.substr(dash + 3));
}

// "123 key=\"value\",Artist - Title"
void read_extinf(std::string_view value, Entry& entry) {
  double seconds = 0;
  const auto comma = value.find(',');
  const auto number = value.substr(0, std::min(value.find_first_of(" ,"), value.size()));
  const auto [stopped, error] = std::from_chars(number.data(), number.data() + number.size(), seconds);
  const bool known = error == std::errc() && stopped != number.data() && seconds > 0 && seconds < 1e7;
  if (known) entry.duration_ms = std::llround(seconds * 1000);
  if (comma != std::string_view::npos) split_name(value.substr(comma + 1), entry);
}

std::string one_line(const std::string& text) { return clean_text(text, 1000); }

}  // namespace

ParsedPlaylist parse_m3u8(std::string_view text) {
  if (text.size() > largest_playlist_file) return "is larger than 8 MiB";
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos) return "is not text";
  PlaylistDocument out;
  Entry next;
  bool told = false;
  while (!text.empty()) {
    const auto line = line_of(text);
    if (line.empty()) continue;
    if (line.starts_with("#EXTINF:")) {
      next = Entry{};
      read_extinf(line.substr(8), next);
      told = true;
    } else if (line.starts_with("#PLAYLIST:")) {
      out.title = entry_text(line.substr(10));
    } else if (line.starts_with("#EXTALB:")) {
      next.album = entry_text(line.substr(8));
    } else if (line.starts_with("#EXT-X-STREAM-INF") || line.starts_with("#EXT-X-TARGETDURATION")) {
      return "is a stream of segments, not a list of tracks";
    } else if (line.front() != '#') {
      next.location = clean_text(line, 1000);
      read_identifier(next.location, next);
      if (!told || next.title.empty()) split_name(title_from_file_name(display_file_name(line)), next);
      if (out.entries.size() == most_entries) return "has more than 5000 entries";
      out.entries.push_back(std::move(next));
      next = Entry{};
      told = false;
    }
  }
  if (out.entries.empty()) return "has no entries";
  return out;
}

std::string write_m3u8(const PlaylistDocument& document) {
  std::string out = "#EXTM3U\n";
  if (!document.title.empty()) out += "#PLAYLIST:" + one_line(document.title) + "\n";
  for (const auto& entry : document.entries) {
    const int64_t seconds = entry.duration_ms > 0 ? (entry.duration_ms + 500) / 1000 : -1;
    out += "#EXTINF:" + std::to_string(seconds) + ",";
    if (!entry.creator.empty()) out += one_line(entry.creator) + " - ";
    out += one_line(entry.title) + "\n";
    if (!entry.album.empty()) out += "#EXTALB:" + one_line(entry.album) + "\n";
    out += entry.location + "\n";
  }
  return out;
}

}  // namespace veza::library
