#include "formats/ogg.h"

#include <boost/test/unit_test.hpp>

#include "bytes.h"

using namespace veza::transcode;
using namespace std::string_literals;

namespace {

std::uint32_t crc(const std::string& page) {
  std::uint32_t value = 0;
  for (unsigned char byte : page) {
    value ^= static_cast<std::uint32_t>(byte) << 24;
    for (int bit = 0; bit < 8; ++bit) value = value & 0x80000000u ? value << 1 ^ 0x04C11DB7u : value << 1;
  }
  return value;
}

enum Flags { continued = 1, first = 2, last = 4 };

// A page over packet parts; `open` leaves the last one to be continued.
std::string page(int flags, std::uint64_t granule, std::vector<std::string> packets, std::uint32_t serial = 7,
                 bool open = false) {
  std::string lacing, body;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    body += packets[i];
    std::size_t left = packets[i].size();
    for (; left >= 255; left -= 255) lacing += '\xFF';
    if (!(open && i + 1 == packets.size())) lacing += static_cast<char>(left);
  }
  std::string head = "OggS\0"s + static_cast<char>(flags) + le(granule, 8) + le(serial, 4) + le(0, 4);
  const std::string tail = static_cast<char>(lacing.size()) + lacing + body;
  return head + le(crc(head + le(0, 4) + tail), 4) + tail;
}

const std::string kOpusHead = "OpusHead\x01\x02\x38\x01\x80\xBB\0\0\0\0\0"s;
const std::string kVorbisHead = "\x01vorbis\0\0\0\0\x02\x44\xAC\0\0\0\0\0\0\0\xEE\x02\0\0\0\0\0\xB8\x01"s;

std::string opus() {
  return page(first, 0, {kOpusHead}) + page(0, 0, {"OpusTags"}) + page(0, 960, {"a"}) + page(last, 1920, {"b"});
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_opus_file) {
  MemorySource file = source(opus());
  const auto layout = parse_ogg(file);
  BOOST_REQUIRE(layout);
  BOOST_TEST(layout->opus);
  BOOST_TEST(layout->pre_skip == 312u);
  BOOST_TEST(layout->last_granule == 1920u);
  OggPackets packets(file, layout->serial);
  BOOST_TEST(packets.next().value() == bytes(kOpusHead));
  BOOST_TEST(packets.next().value() == bytes("OpusTags"));
  BOOST_TEST(packets.next().value() == bytes("a"));
  BOOST_TEST(packets.next().value() == bytes("b"));
  BOOST_TEST(!packets.next());
}

BOOST_AUTO_TEST_CASE(packets_run_over_pages) {
  const std::string part(255 * 255, 'x');
  MemorySource file = source(page(first, 0, {kOpusHead}) + page(0, kNoGranule, {part}, 7, true) +
                             page(continued | last, 960, {"end", "next"}));
  OggPackets packets(file, 7);
  packets.next();
  BOOST_TEST(packets.next()->size() == part.size() + 3);
  BOOST_TEST(packets.next().value() == bytes("next"));
}

BOOST_AUTO_TEST_CASE(a_damaged_page_is_left_out_and_counted) {
  std::string text = opus();
  text[text.find("OpusTags") + 2] ^= 1;
  MemorySource file = source(text);
  OggPackets packets(file, 7);
  int count = 0;
  while (packets.next()) ++count;
  BOOST_TEST(count == 3);
  BOOST_TEST(packets.damaged_pages() == 1u);
}

BOOST_AUTO_TEST_CASE(other_streams_are_passed_over) {
  MemorySource file = source(page(first, 0, {"\x80theora"}, 1) + page(first, 0, {kVorbisHead}, 2) +
                             page(0, 5, {"v"}, 1) + page(last, 100, {"s"}, 2));
  const auto layout = parse_ogg(file);
  BOOST_REQUIRE(layout);
  BOOST_TEST(!layout->opus);
  BOOST_TEST(layout->serial == 2u);
  BOOST_TEST(layout->rate == 44100u);
}

BOOST_AUTO_TEST_CASE(malformed_oggs) {
  const std::string whole = opus();
  const std::pair<std::string, std::string> cases[] = {
      {whole.substr(0, whole.size() - 1), "truncated"},
      {page(first, 0, {kOpusHead}) + page(0, 960, {"a"}), "truncated"},
      {page(first, 0, {kOpusHead}) + page(last, 0, {"OpusTags"}), "empty"},
      {whole + whole, "unsupported"},
      {page(first, 0,
            {"\x7F"
             "FLAC"}) +
           page(last, 9, {"x"}),
       "unsupported"},
      {page(first, 0, {"\x80theora"}) + page(last, 9, {"x"}), "no_audio_track"},
      {page(first, 0, {kOpusHead.substr(0, 18)}) + page(last, 9, {"x"}), "no_audio_track"},
      {page(first, 0, {"\x01vorbis\0\0\0\0\x02\0\0\0\0"s + std::string(14, '\0')}) + page(last, 9, {"x"}), "corrupt"},
      {"OggS"s, "no_audio_track"},
  };
  for (const auto& [text, expected] : cases) {
    MemorySource file = source(text);
    BOOST_TEST(outcome(parse_ogg(file)) == expected);
  }
}
