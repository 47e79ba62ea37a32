// Ogg pages and the packets in them (RFC 3533), for the one stream of a file that is Vorbis or Opus.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "byte_source.h"

namespace veza::transcode {

struct OggPage {
  std::uint64_t at = 0;
  std::uint32_t header_bytes = 0;
  std::uint32_t body_bytes = 0;
  bool continued = false, first = false, last = false;
  std::uint64_t granule = 0;  // all ones: no packet ends on this page
  std::uint32_t serial = 0;
  std::vector<std::uint8_t> lacing;

  std::uint64_t end() const { return at + header_bytes + body_bytes; }
};

inline constexpr std::uint64_t kNoGranule = ~std::uint64_t{0};

// The page whose header stands at `at`, or nothing. Its checksum is not looked at.
std::optional<OggPage> read_ogg_page(ByteSource& file, std::uint64_t at);

// The page's bytes when they match its checksum, else empty.
std::vector<std::uint8_t> checked_ogg_page(ByteSource& file, const OggPage& page);

struct OggLayout {
  bool opus = false;  // else Vorbis
  std::uint32_t serial = 0;
  std::uint32_t rate = 0;  // Vorbis: of the stream; Opus: 48000
  std::uint32_t channels = 0;
  std::uint32_t pre_skip = 0;       // Opus, samples at 48 kHz
  std::uint64_t first_granule = 0;  // of the first page on which sound ends
  std::uint64_t last_granule = 0;
  std::uint64_t payload_bytes = 0;
  std::vector<std::uint8_t> head;  // the identification packet
};

// Walks all pages of the file. Errors: truncated (a page cut short, or none marked last), unsupported (other codecs,
// chained streams), no_audio_track.
Result<OggLayout> parse_ogg(ByteSource& file);

// The packets of one stream, in order. Pages that fail their checksum are left out and counted.
class OggPackets {
 public:
  OggPackets(ByteSource& file, std::uint32_t serial) : file_(&file), serial_(serial) {}
  std::optional<std::vector<std::uint8_t>> next();
  std::uint64_t damaged_pages() const { return damaged_; }

 private:
  bool read_page();

  ByteSource* file_;
  std::uint32_t serial_;
  std::uint64_t at_ = 0;
  std::uint64_t damaged_ = 0;
  std::vector<std::uint8_t> partial_;
  bool partial_open_ = false;
  std::deque<std::vector<std::uint8_t>> ready_;
};

}  // namespace veza::transcode
