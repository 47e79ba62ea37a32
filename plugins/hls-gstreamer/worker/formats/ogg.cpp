#include "formats/ogg.h"

#include <algorithm>
#include <array>
#include <map>

#include "formats/cursor.h"

namespace veza::transcode {
namespace {

constexpr std::size_t kMostPacket = 1 << 20;

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t r = i << 24;
    for (int bit = 0; bit < 8; ++bit) r = r & 0x80000000u ? r << 1 ^ 0x04C11DB7u : r << 1;
    table[i] = r;
  }
  return table;
}

// The next page at or after `at`: damage is stepped over by looking for the capture pattern.
std::optional<OggPage> find_ogg_page(ByteSource& file, std::uint64_t at) {
  if (auto page = read_ogg_page(file, at)) return page;
  while (at + 27 <= file.size()) {
    const auto window = file.up_to(at, 65536);
    for (std::size_t i = 0; i + 4 <= window.size(); ++i)
      if (has_tag(window, i, "OggS"))
        if (auto page = read_ogg_page(file, at + i)) return page;
    if (window.size() < 65536) break;
    at += window.size() - 3;
  }
  return std::nullopt;
}

// What an identification packet says, into `out`; false when it is no Vorbis or Opus packet.
bool identify(std::span<const std::uint8_t> packet, OggLayout& out) {
  if (has_tag(packet, 0, "\x01vorbis") && packet.size() >= 30) {
    Cursor in(after(packet, 11));
    out.channels = in.u8();
    out.rate = in.le32();
    out.opus = false;
    return true;
  }
  if (has_tag(packet, 0, "OpusHead") && packet.size() >= 19) {
    Cursor in(after(packet, 9));
    out.channels = in.u8();
    out.pre_skip = in.le16();
    out.rate = 48000;
    out.opus = true;
    return true;
  }
  return false;
}

}  // namespace

std::optional<OggPage> read_ogg_page(ByteSource& file, std::uint64_t at) {
  const auto head = file.exactly(at, 27);
  if (!has_tag(head, 0, "OggS") || head[4] != 0) return std::nullopt;
  OggPage page;
  page.at = at;
  Cursor in(after(head, 5));
  const std::uint8_t flags = in.u8();
  page.continued = flags & 1;
  page.first = flags & 2;
  page.last = flags & 4;
  page.granule = in.le64();
  page.serial = in.le32();
  in.skip(8);
  const std::size_t segments = in.u8();
  page.lacing = file.exactly(at + 27, segments);
  if (page.lacing.size() != segments) return std::nullopt;
  page.header_bytes = static_cast<std::uint32_t>(27 + segments);
  for (std::uint8_t length : page.lacing) page.body_bytes += length;
  return page;
}

std::vector<std::uint8_t> checked_ogg_page(ByteSource& file, const OggPage& page) {
  static constexpr auto table = crc_table();
  auto bytes = file.exactly(page.at, page.header_bytes + page.body_bytes);
  if (bytes.empty()) return bytes;
  Cursor stored(after(bytes, 22));
  const std::uint32_t expected = stored.le32();
  std::uint32_t crc = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t byte = i >= 22 && i < 26 ? 0 : bytes[i];
    crc = crc << 8 ^ table[(crc >> 24) ^ byte];
  }
  if (crc != expected) bytes.clear();
  return bytes;
}

Result<OggLayout> parse_ogg(ByteSource& file) {
  OggLayout out;
  bool found = false, other_sound = false, sound_begun = false, ended = false;
  std::uint64_t at = 0;
  while (auto page = find_ogg_page(file, at)) {
    at = page->end();
    if (page->first) {
      if (found && (sound_begun || ended))
        return fail(Code::unsupported, "This Ogg file is several songs in one; upload them one by one.", "chained");
      const auto packet = file.up_to(page->at + page->header_bytes, std::min<std::uint32_t>(page->body_bytes, 512));
      other_sound |= has_tag(packet, 0,
                             "\x7F"
                             "FLAC") ||
                     has_tag(packet, 0, "Speex   ");
      if (!found && identify(packet, out)) {
        found = true;
        out.serial = page->serial;
        out.head = packet;
      }
      continue;
    }
    if (!found || page->serial != out.serial) continue;
    if (page->end() > file.size()) return fail(Code::truncated, "The Ogg file ends in the middle of a page.");
    out.payload_bytes += page->body_bytes;
    if (page->granule != kNoGranule && page->granule != 0 && page->granule >> 62 == 0) {
      if (!sound_begun) out.first_granule = page->granule;
      sound_begun = true;
      out.last_granule = page->granule;
    }
    ended |= page->last;
  }
  if (!found) {
    if (other_sound) return fail(Code::unsupported, "Ogg files are supported with Vorbis or Opus sound only.");
    return fail(Code::no_audio_track, "The Ogg file has no sound.");
  }
  if (out.rate == 0 || out.channels == 0) return fail(Code::corrupt, "The header of this Ogg file is damaged.");
  if (!ended) return fail(Code::truncated, "The Ogg file ends before its last page.");
  if (!sound_begun) return fail(Code::empty, "The Ogg file holds no samples.");
  return out;
}

bool OggPackets::read_page() {
  while (auto page = find_ogg_page(*file_, at_)) {
    at_ = page->end();
    if (page->serial != serial_) continue;
    const auto bytes = checked_ogg_page(*file_, *page);
    if (bytes.empty()) {
      ++damaged_;
      partial_open_ = false;
      partial_.clear();
      at_ = page->at + 4;
      continue;
    }
    // A continuation whose beginning was lost is dropped, as is a beginning whose continuation was.
    bool keep = !page->continued || partial_open_;
    if (!page->continued) partial_.clear();
    std::size_t from = page->header_bytes;
    for (std::uint8_t length : page->lacing) {
      if (keep && partial_.size() <= kMostPacket)
        partial_.insert(partial_.end(), bytes.begin() + static_cast<std::ptrdiff_t>(from),
                        bytes.begin() + static_cast<std::ptrdiff_t>(from + length));
      from += length;
      partial_open_ = length == 255;
      if (partial_open_) continue;
      if (keep && !partial_.empty() && partial_.size() <= kMostPacket) ready_.push_back(std::move(partial_));
      partial_.clear();
      keep = true;
    }
    partial_open_ = partial_open_ && keep;
    return true;
  }
  return false;
}

std::optional<std::vector<std::uint8_t>> OggPackets::next() {
  while (ready_.empty())
    if (!read_page()) return std::nullopt;
  auto packet = std::move(ready_.front());
  ready_.pop_front();
  return packet;
}

}  // namespace veza::transcode
