#include "playlist/playlist.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace veza::hls {
namespace {

// Microseconds from the start to sample `at`, rounded: EXTINF values are differences of these.
std::uint64_t micros(std::uint64_t at, std::uint32_t timescale) {
  const std::uint64_t whole = at / timescale;
  const std::uint64_t rest = at % timescale;
  return whole * 1'000'000 + (rest * 1'000'000 + timescale / 2) / timescale;
}

std::string decimal_seconds(std::uint64_t us) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%llu.%06llu", static_cast<unsigned long long>(us / 1'000'000),
                static_cast<unsigned long long>(us % 1'000'000));
  return text.data();
}

std::string made(const UriMaker& uri, std::string_view bare) { return uri ? uri(bare) : std::string(bare); }

// A quoted-string may hold neither quotes nor line breaks (RFC 8216 section 4.2).
std::string quoted(std::string_view value) {
  std::string out = "\"";
  for (char c : value)
    if (c != '"' && c != '\r' && c != '\n') out += c;
  return out + "\"";
}

}  // namespace

std::string media_playlist(const MediaPlaylist& playlist, std::span<const Segment> segments, const UriMaker& uri) {
  const std::uint32_t timescale = std::max<std::uint32_t>(playlist.timescale, 1);
  std::uint64_t target = std::max<std::uint32_t>(playlist.target_seconds, 1);
  for (const Segment& segment : segments) target = std::max(target, (segment.duration + timescale / 2) / timescale);

  std::string text = "#EXTM3U\n#EXT-X-VERSION:7\n";
  text += "#EXT-X-TARGETDURATION:" + std::to_string(target) + "\n";
  text += "#EXT-X-MEDIA-SEQUENCE:1\n";
  text += playlist.finished ? "#EXT-X-PLAYLIST-TYPE:VOD\n" : "#EXT-X-PLAYLIST-TYPE:EVENT\n";
  text += "#EXT-X-INDEPENDENT-SEGMENTS\n";
  text += "#EXT-X-MAP:URI=" + quoted(made(uri, playlist.init_file)) + "\n";
  std::uint64_t at = 0;
  for (const Segment& segment : segments) {
    const std::uint64_t end = at + segment.duration;
    text += "#EXTINF:" + decimal_seconds(micros(end, timescale) - micros(at, timescale)) + ",\n";
    text += made(uri, segment.file) + "\n";
    at = end;
  }
  if (playlist.finished) text += "#EXT-X-ENDLIST\n";
  return text;
}

std::string master_playlist(std::span<const Variant> variants, const UriMaker& uri) {
  std::string text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n";
  for (const Variant& variant : variants) {
    text += "#EXT-X-STREAM-INF:BANDWIDTH=" + std::to_string(variant.bandwidth);
    if (variant.average_bandwidth != 0) text += ",AVERAGE-BANDWIDTH=" + std::to_string(variant.average_bandwidth);
    text += ",CODECS=" + quoted(variant.codecs) + "\n" + made(uri, variant.uri) + "\n";
  }
  return text;
}

UriMaker with_query(std::string name, std::string value) {
  std::string encoded;
  for (unsigned char c : value) {
    const bool bare = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                      c == '.' || c == '_' || c == '~';
    if (bare) {
      encoded += static_cast<char>(c);
    } else {
      std::array<char, 4> hex{};
      std::snprintf(hex.data(), hex.size(), "%%%02X", c);
      encoded += hex.data();
    }
  }
  return [name = std::move(name), encoded = std::move(encoded)](std::string_view bare) {
    if (encoded.empty()) return std::string(bare);
    const char joint = bare.find('?') == std::string_view::npos ? '?' : '&';
    return std::string(bare) + joint + name + "=" + encoded;
  };
}

}  // namespace veza::hls
