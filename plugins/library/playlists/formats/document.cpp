#include "playlists/formats/document.h"

#include <algorithm>

#include <veza/id.hpp>

#include "rules/text.h"

namespace veza::library {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// The id that begins behind `marker`, when nothing but a query, a fragment or a slash follows it.
std::string id_behind(std::string_view text, std::string_view marker) {
  const auto at = text.rfind(marker);
  if (at == std::string_view::npos) return "";
  text.remove_prefix(at + marker.size());
  const auto id = text.substr(0, 36);
  if (!is_id(id) || (text.size() > 36 && text[36] != '/' && text[36] != '?' && text[36] != '#')) return "";
  return std::string(id);
}

bool is_isrc(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

std::string entry_text(std::string_view text) { return clean_text(text, 200); }

std::optional<PlaylistFormat> playlist_format_named(std::string_view name) {
  if (name == "m3u8" || name == "m3u") return PlaylistFormat::m3u8;
  if (name == "jspf") return PlaylistFormat::jspf;
  if (name == "xspf") return PlaylistFormat::xspf;
  return std::nullopt;
}

std::string_view playlist_content_type(PlaylistFormat format) {
  switch (format) {
    case PlaylistFormat::jspf:
      return "application/jspf+json";
    case PlaylistFormat::xspf:
      return "application/xspf+xml";
    case PlaylistFormat::m3u8:
      break;
  }
  return "application/vnd.apple.mpegurl; charset=utf-8";
}

PlaylistFormat sniff_playlist(std::string_view bytes) {
  // UTF-16, which only XML may be in.
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return PlaylistFormat::xspf;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return PlaylistFormat::m3u8;
  if (bytes[first] == '<') return PlaylistFormat::xspf;
  return bytes[first] == '{' ? PlaylistFormat::jspf : PlaylistFormat::m3u8;
}

ParsedPlaylist parse_playlist(PlaylistFormat format, std::string_view bytes) {
  switch (format) {
    case PlaylistFormat::jspf:
      return parse_jspf(bytes);
    case PlaylistFormat::xspf:
      return parse_xspf(bytes);
    case PlaylistFormat::m3u8:
      break;
  }
  return parse_m3u8(bytes);
}

std::string write_playlist(PlaylistFormat format, const PlaylistDocument& document) {
  switch (format) {
    case PlaylistFormat::jspf:
      return write_jspf(document);
    case PlaylistFormat::xspf:
      return write_xspf(document);
    case PlaylistFormat::m3u8:
      break;
  }
  return write_m3u8(document);
}

void read_identifier(std::string_view uri, Entry& entry) {
  const std::string text = lower(uri.substr(0, 2048));
  if (auto id = id_behind(text, "/tracks/"); !id.empty() && entry.track_id.empty()) entry.track_id = std::move(id);
  for (const std::string_view marker : {"musicbrainz.org/recording/", "urn:mbid:", "mbid:"}) {
    if (auto id = id_behind(text, marker); !id.empty()) entry.mb_recording_id = std::move(id);
  }
  const auto at = text.find("isrc:");
  if (at == std::string::npos || (at != 0 && text[at - 1] != ':')) return;
  std::string isrc;
  for (const char c : text.substr(at + 5)) {
    if (c != '-') isrc += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (is_isrc(isrc)) entry.isrc = std::move(isrc);
}

std::vector<std::string> identifiers(const Entry& entry) {
  std::vector<std::string> out;
  if (!entry.mb_recording_id.empty()) out.push_back("https://musicbrainz.org/recording/" + entry.mb_recording_id);
  if (!entry.isrc.empty()) out.push_back("urn:isrc:" + entry.isrc);
  return out;
}

}  // namespace veza::library
