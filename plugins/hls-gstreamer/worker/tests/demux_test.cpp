#include "demux/demuxer.h"

#include <boost/test/unit_test.hpp>

#include "bytes.h"
#include "pipeline/sample_window.h"
#include "stall_watch.h"

using namespace veza::transcode;
using namespace std::string_literals;

namespace {

std::string wav(std::uint32_t data_bytes, std::size_t present, std::uint16_t channels = 2) {
  return "RIFF" + le(data_bytes + 36, 4) + "WAVE" +
         chunk("fmt ", le(1, 2) + le(channels, 2) + le(44100, 4) + le(0, 4) + le(channels * 2u, 2) + le(16, 2)) +
         "data" + le(data_bytes, 4) + std::string(present, 'x');
}

// STREAMINFO of 44.1 kHz, stereo, 16 bits.
std::string flac(std::uint64_t samples, std::string rest, char type = '\x80', int size = 34) {
  const std::uint64_t packed = 44100ull << 44 | 1ull << 41 | 15ull << 36 | samples;
  return "fLaC"s + type + be(static_cast<std::uint64_t>(size), 3) + be(4096, 2) + be(4096, 2) + be(0, 6) +
         be(packed, 8) + std::string(16, '\0') + rest;
}

std::string opened(const std::string& text) {
  MemorySource file = source(text);
  return outcome(open_demuxer(file));
}

}  // namespace

BOOST_AUTO_TEST_CASE(samples_come_in_whole_blocks) {
  MemorySource file = source(wav(40000, 40000));
  const auto demuxer = open_demuxer(file);
  BOOST_REQUIRE(demuxer);
  std::size_t total = 0;
  while (auto unit = (*demuxer)->next().value()) {
    BOOST_TEST(unit->size() % 4 == 0u);
    total += unit->size();
  }
  BOOST_TEST(total == 40000u);
  BOOST_TEST((*demuxer)->decoding().keep.value() == 10000u);
  BOOST_TEST((*demuxer)->info().duration_ms.value() == 226u);
}

BOOST_AUTO_TEST_CASE(a_missing_tenth_of_a_second_is_forgiven_and_no_more) {
  BOOST_TEST(opened(wav(400000, 400000)) == "ok");
  BOOST_TEST(opened(wav(400000, 400000 - 17000)) == "ok");
  BOOST_TEST(opened(wav(400000, 400000 - 19000)) == "truncated");
  BOOST_TEST(opened(wav(400, 0)) == "truncated");
  BOOST_TEST(opened(wav(0, 0)) == "empty");
  BOOST_TEST(opened(wav(1800, 1800, 9)) == "unsupported");
}

BOOST_AUTO_TEST_CASE(flac_headers) {
  BOOST_TEST(opened(flac(1000, "frames")) == "ok");
  BOOST_TEST(opened(flac(0, "frames")) == "ok");
  BOOST_TEST(opened(flac(0, "")) == "empty");
  BOOST_TEST(opened(flac(1000, "")) == "truncated");
  BOOST_TEST(opened(flac(1000, "").substr(0, 20)) == "truncated");
  BOOST_TEST(opened(flac(1000, "frames", '\x81')) == "corrupt");
  BOOST_TEST(opened(flac(1000, "frames", '\x80', 33)) == "corrupt");
  BOOST_TEST(opened(flac(1000, "\x86\xFF\xFF\xFF pictures that never end", '\0')) == "truncated");
  BOOST_TEST(opened("fLaC\x80\0\0\x22"s + std::string(34, '\0') + "x") == "corrupt");
}

BOOST_AUTO_TEST_CASE(the_flac_decoder_sees_neither_tags_nor_pictures) {
  MemorySource file = source(flac(1000, "\x86\0\0\x07PICTUREframes"s, '\0'));
  const auto demuxer = open_demuxer(file);
  BOOST_REQUIRE(demuxer);
  const auto head = (*demuxer)->next().value().value();
  BOOST_TEST(head.size() == 42u);
  BOOST_TEST(static_cast<int>(head[4]) == 0x80);
  BOOST_TEST((*demuxer)->next().value().value() == bytes("frames"));
  BOOST_TEST(!(*demuxer)->next().value());
}

BOOST_AUTO_TEST_CASE(a_sample_window_skips_keeps_and_drops) {
  SampleWindow window(1500, 3000);
  BOOST_TEST(window.next(1024).count == 0u);
  const auto part = window.next(1024);
  BOOST_TEST(part.offset == 476u);
  BOOST_TEST(part.count == 548u);
  BOOST_TEST(window.next(1024).count == 1024u);
  BOOST_TEST(window.next(5000).count == 1428u);
  BOOST_TEST(window.next(5000).count == 0u);
  BOOST_TEST(window.passed() == 3000u);
  BOOST_TEST(window.left() == 0u);
  SampleWindow all(0, std::nullopt);
  BOOST_TEST(all.next(1 << 30).count == 1u << 30);
}

BOOST_AUTO_TEST_CASE(samples_are_rescaled_without_overflow) {
  BOOST_TEST(rescale(48000, 48000, 44100) == 44100u);
  BOOST_TEST(rescale(1, 48000, 44100) == 1u);
  BOOST_TEST(rescale(1ull << 50, 8000, 44100) ==
             (1ull << 50) / 8000 * 44100 + ((1ull << 50) % 8000 * 44100 + 4000) / 8000);
}

BOOST_AUTO_TEST_CASE(a_counter_that_stands_still_is_a_stall) {
  using namespace std::chrono_literals;
  const StallWatch::Clock::time_point start{};
  StallWatch watch(60s, start);
  BOOST_TEST(!watch.stalled(5, start + 59s));
  BOOST_TEST(!watch.stalled(5, start + 118s));
  BOOST_TEST(watch.stalled(5, start + 120s));
  BOOST_TEST(!watch.stalled(6, start + 121s));
}
