#include "formats/pcm.h"

#include <boost/test/unit_test.hpp>

#include "bytes.h"

using namespace veza::transcode;
using namespace std::string_literals;

namespace {

std::string fmt(unsigned tag, unsigned channels, unsigned rate, unsigned bits, std::string extra = {}) {
  const unsigned align = channels * bits / 8;
  return chunk("fmt ",
               le(tag, 2) + le(channels, 2) + le(rate, 4) + le(rate * align, 4) + le(align, 2) + le(bits, 2) + extra);
}

std::string wav(std::string chunks, std::string id = "RIFF") { return id + le(chunks.size() + 4, 4) + "WAVE" + chunks; }

std::string extensible(unsigned valid, unsigned mask, unsigned tag) {
  return le(22, 2) + le(valid, 2) + le(mask, 4) + le(tag, 2) + "\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71"s;
}

std::string aiff(std::string chunks, std::string kind = "AIFF") {
  return "FORM" + be(chunks.size() + 4, 4) + kind + chunks;
}
std::string be_chunk(std::string type, std::string body) { return type + be(body.size(), 4) + body; }
std::string comm(unsigned channels, unsigned frames, unsigned bits, std::string kind = {}) {
  return be_chunk("COMM", be(channels, 2) + be(frames, 4) + be(bits, 2) + "\x40\x0E\xAC\x44\0\0\0\0\0\0"s + kind);
}
std::string ssnd(std::size_t count) { return be_chunk("SSND", be(0, 8) + std::string(count, 'x')); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_plain_wav) {
  MemorySource file = source(
      wav(fmt(1, 2, 44100, 16) + chunk("LIST", "odd") + chunk("data", std::string(400, 'x')) + chunk("id3 ", "t")));
  const auto layout = parse_wav(file);
  BOOST_REQUIRE(layout);
  BOOST_TEST(layout->encoding == "S16LE");
  BOOST_TEST(layout->rate == 44100u);
  BOOST_TEST(layout->channels == 2u);
  BOOST_TEST(layout->frames == 100u);
  BOOST_TEST(layout->frames_present == 100u);
  BOOST_TEST(layout->offset == 12u + 24 + 12 + 8);
}

BOOST_AUTO_TEST_CASE(extensible_keeps_mask_and_valid_bits) {
  MemorySource file =
      source(wav(fmt(0xFFFE, 6, 96000, 24, extensible(20, 0x60F, 1)) + chunk("data", std::string(180, 'x'))));
  const auto layout = parse_wav(file);
  BOOST_REQUIRE(layout);
  BOOST_TEST(layout->encoding == "S24LE");
  BOOST_TEST(layout->bits == 20u);
  BOOST_TEST(layout->channel_mask == 0x60Fu);
  BOOST_TEST(layout->frames == 10u);
}

BOOST_AUTO_TEST_CASE(rf64_takes_the_wide_length) {
  const std::string ds64 = chunk("ds64", le(0, 8) + le(4000000000ull * 4, 8) + le(0, 8) + le(0, 4));
  MemorySource file = source("RF64" + le(0xFFFFFFFF, 4) + "WAVE" + ds64 + fmt(1, 2, 44100, 16) + "data" +
                             le(0xFFFFFFFF, 4) + std::string(40, 'x'));
  const auto layout = parse_wav(file);
  BOOST_REQUIRE(layout);
  BOOST_TEST(layout->frames == 4000000000u);
  BOOST_TEST(layout->frames_present == 10u);
}

BOOST_AUTO_TEST_CASE(a_wav_written_to_a_pipe_lasts_to_its_end) {
  for (const std::string& size : {le(0xFFFFFFFF, 4), le(0x7FFFF000, 4), le(0, 4)}) {
    MemorySource file = source("RIFF" + size + "WAVE" + fmt(1, 1, 8000, 16) + "data" + size + std::string(20, 'x'));
    const auto layout = parse_wav(file);
    BOOST_REQUIRE(layout);
    BOOST_TEST(layout->frames == 10u);
    BOOST_TEST(layout->frames_present == 10u);
  }
}

BOOST_AUTO_TEST_CASE(malformed_wavs) {
  const std::pair<std::string, std::string> cases[] = {
      {"RIFF\0\0"s, "truncated"},
      {"RIFF\x04\0\0\0WAVE"s, "truncated"},
      {wav(chunk("data", "xxxx")), "corrupt"},
      {wav(fmt(1, 2, 44100, 16)), "empty"},
      {wav(fmt(1, 0, 44100, 16) + chunk("data", "xx")), "corrupt"},
      {wav(fmt(1, 2, 0, 16) + chunk("data", "xx")), "corrupt"},
      {wav(fmt(17, 2, 44100, 4) + chunk("data", "xx")), "unsupported"},
      {wav(fmt(1, 2, 44100, 12) + chunk("data", "xx")), "unsupported"},
      {wav(fmt(0x55, 2, 44100, 0) + chunk("data", "xx")), "unsupported"},
      {wav(fmt(0xFFFE, 2, 44100, 16) + chunk("data", "xx")), "corrupt"},
      {wav("fmt \x08\0\0\0\x01\0\x02\0\x44\xAC\0\0"s + chunk("data", "xx")), "corrupt"},
      {wav("fmt \xFF\xFF\xFF\xFF"s), "corrupt"},
      {wav(chunk("fmt ", le(1, 2) + le(2, 2) + le(44100, 4) + le(1, 4) + le(0, 2) + le(16, 2)) + chunk("data", "xxxx")),
       "corrupt"},
  };
  for (const auto& [bytes, expected] : cases) {
    MemorySource file = source(bytes);
    BOOST_TEST(outcome(parse_wav(file)) == expected);
  }
}

BOOST_AUTO_TEST_CASE(a_plain_aiff) {
  MemorySource file = source(aiff(comm(2, 100, 24) + ssnd(600)));
  const auto layout = parse_aiff(file);
  BOOST_REQUIRE(layout);
  BOOST_TEST(layout->encoding == "S24BE");
  BOOST_TEST(layout->rate == 44100u);
  BOOST_TEST(layout->frames == 100u);
  BOOST_TEST(layout->frames_present == 100u);
}

BOOST_AUTO_TEST_CASE(aifc_kinds) {
  const std::pair<std::string, std::string> kinds[] = {
      {"sowt", "S16LE"}, {"NONE", "S16BE"}, {"fl32", "F32BE"}, {"ulaw", "MULAW"}};
  for (const auto& [kind, encoding] : kinds) {
    MemorySource file = source(aiff(comm(1, 10, 16, kind + "\0\0"s) + ssnd(40), "AIFC"));
    const auto layout = parse_aiff(file);
    BOOST_REQUIRE(layout);
    BOOST_TEST(layout->encoding == encoding);
  }
}

BOOST_AUTO_TEST_CASE(malformed_aiffs) {
  const std::pair<std::string, std::string> cases[] = {
      {"FORM"s, "truncated"},
      {aiff(""), "truncated"},
      {aiff(ssnd(10)), "truncated"},
      {aiff(comm(2, 0, 16)), "empty"},
      {aiff(comm(2, 9, 16)), "truncated"},
      {aiff(comm(0, 9, 16) + ssnd(40)), "corrupt"},
      {aiff(comm(2, 9, 0) + ssnd(40)), "corrupt"},
      {aiff(comm(2, 9, 64) + ssnd(40)), "unsupported"},
      {aiff(comm(2, 9, 16, "ima4") + ssnd(40), "AIFC"), "unsupported"},
      {aiff(comm(2, 9, 16).substr(0, 20)), "corrupt"},
  };
  for (const auto& [bytes, expected] : cases) {
    MemorySource file = source(bytes);
    BOOST_TEST(outcome(parse_aiff(file)) == expected);
  }
  MemorySource cut = source(aiff(comm(2, 100, 16) + ssnd(40)));
  BOOST_TEST(parse_aiff(cut)->frames_present == 10u);
}
