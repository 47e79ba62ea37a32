// HLS playlists (RFC 8216, draft-pantos-hls-rfc8216bis) as text. Plain functions over plain values: no I/O, any thread.
//
// The shapes are those of audio-only CMAF: an init segment named by EXT-X-MAP, media segments that each start with a
// sync sample (EXT-X-INDEPENDENT-SEGMENTS), no RESOLUTION because nothing is seen.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace veza::hls {

// One finished media segment of one tier.
struct Segment {
  std::string file;            // file name only, e.g. "seg-00001.m4s"
  std::uint64_t duration = 0;  // samples heard, in units of the playlist's timescale
};

// Turns a bare URI into the one written, e.g. by appending "?token=…". Called once for every URI of a playlist.
using UriMaker = std::function<std::string(std::string_view)>;

struct MediaPlaylist {
  std::uint32_t timescale = 44100;   // units of Segment::duration in a second
  std::uint32_t target_seconds = 4;  // what the encoder aims at; raised when a segment rounds to more
  std::string init_file = "init.mp4";
  bool finished = false;  // true: VOD with EXT-X-ENDLIST; false: EVENT that grows at its end
};

// A media playlist over `segments`, oldest first. Segments of a growing (EVENT) list are never removed or changed, so
// every text is a prefix of the next but for the closing tags (RFC 8216 section 6.2.1). EXTINF values have 6
// decimals and are differences of rounded running totals, so rounding never adds up over a long track.
std::string media_playlist(const MediaPlaylist& playlist, std::span<const Segment> segments, const UriMaker& uri = {});

// One tier as a variant stream.
struct Variant {
  std::string uri;                      // e.g. "low/playlist.m3u8"
  std::uint32_t bandwidth = 0;          // peak, bits/s, BANDWIDTH; see bandwidth.h before it is measured
  std::uint32_t average_bandwidth = 0;  // bits/s; 0 leaves AVERAGE-BANDWIDTH out
  std::string codecs;                   // RFC 6381: "mp4a.40.2" or "fLaC"
};

// A master playlist, the variants in the order given (players start with the first one they can play).
std::string master_playlist(std::span<const Variant> variants, const UriMaker& uri = {});

// The usual UriMaker: appends `name=value` with '?' or '&', percent-encoding what RFC 3986 does not allow bare in a
// query value. An empty value appends nothing.
UriMaker with_query(std::string name, std::string value);

}  // namespace veza::hls
