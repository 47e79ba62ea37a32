#include <boost/test/unit_test.hpp>

#include "bytes.h"
#include "demux/demuxer.h"
#include "formats/adts.h"
#include "formats/mp3_walker.h"

using namespace veza::transcode;
using namespace std::string_literals;

namespace {

std::string frame(char fill = '\0') { return "\xFF\xFB\x90\x00"s + std::string(413, fill); }

// An Info frame as LAME writes it: 36 bytes in, flags, frame count, …, version, delay and padding.
std::string info_frame(std::uint32_t frames, std::uint32_t delay, std::uint32_t padding) {
  std::string out = frame();
  const std::string tag = "Info" + be(15, 4) + be(frames, 4) + be(1000, 4) + std::string(100, 't') + be(57, 4) +
                          "LAME3.100" + std::string(12, '\0') + be(delay << 12 | padding, 3);
  return out.replace(36, tag.size(), tag);
}

std::string frames(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += frame();
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(mpeg_headers) {
  const auto header = parse_mpeg_header(bytes("\xFF\xFB\xE2\x40"s));
  BOOST_REQUIRE(header);
  BOOST_TEST(header->bitrate == 320000u);
  BOOST_TEST(header->rate == 44100u);
  BOOST_TEST(header->bytes == 1045u);
  BOOST_TEST(header->samples == 1152u);
  const auto low = parse_mpeg_header(bytes("\xFF\xF3\x80\xC0"s));
  BOOST_REQUIRE(low);
  BOOST_TEST(low->version == 2);
  BOOST_TEST(low->rate == 22050u);
  BOOST_TEST(low->channels == 1u);
  BOOST_TEST(low->samples == 576u);

  for (const std::string& bad :
       {"\xFF\xFB\x00\x00"s, "\xFF\xFB\xF0\x00"s, "\xFF\xFB\x9C\x00"s, "\xFF\xEB\x90\x00"s, "\xFF\xFD\x90\x00"s,
        "\xFF\xF9\x90\x00"s, "\xFE\xFB\x90\x00"s, "\xFF\xFB\x90\x02"s, "\xFF\xFB\x90"s})
    BOOST_TEST(!parse_mpeg_header(bytes(bad)));
}

BOOST_AUTO_TEST_CASE(lame_headers) {
  const auto header = *parse_mpeg_header(bytes(frame()));
  const auto tag = parse_xing(header, bytes(info_frame(1000, 576, 1200)));
  BOOST_REQUIRE(tag);
  BOOST_TEST(tag->frames == 1000u);
  BOOST_TEST(tag->lame);
  BOOST_TEST(tag->delay == 576u);
  BOOST_TEST(tag->padding == 1200u);

  BOOST_TEST(!parse_xing(header, bytes(frame())));
  for (std::size_t length : {40, 44, 48, 100, 160, 177}) {
    const auto cut = parse_xing(header, bytes(info_frame(1000, 576, 1200).substr(0, length)));
    BOOST_REQUIRE(cut);
    BOOST_TEST(!cut->lame);
  }
  const std::string vbri = frame().replace(36, 18, "VBRI" + std::string(10, '\0') + be(77, 4));
  BOOST_TEST(parse_xing(header, bytes(vbri))->frames == 77u);
  BOOST_TEST(!parse_xing(header, bytes(vbri.substr(0, 50))));
}

BOOST_AUTO_TEST_CASE(delay_and_padding_are_trimmed) {
  MemorySource file = source(info_frame(10, 576, 1200) + frames(10));
  const auto mp3 = open_demuxer(file);
  BOOST_REQUIRE(mp3);
  const Decoding& decoding = (*mp3)->decoding();
  BOOST_TEST(decoding.skip == 576u + 529);
  BOOST_TEST(decoding.keep.value() == 10u * 1152 - 576 - 1200);
}

BOOST_AUTO_TEST_CASE(padding_shorter_than_the_decoder_delay_is_all_heard) {
  MemorySource file = source(info_frame(10, 576, 100) + frames(10));
  BOOST_TEST((*open_demuxer(file))->decoding().keep.value() == 10u * 1152 - 576 - 529);
}

BOOST_AUTO_TEST_CASE(an_absurd_delay_is_not_believed) {
  MemorySource file = source(info_frame(2, 4095, 4095) + frames(2));
  BOOST_TEST((*open_demuxer(file))->decoding().keep.value() == 2u * 1152);
}

BOOST_AUTO_TEST_CASE(damaged_mp3s) {
  const std::pair<std::string, std::string> cases[] = {
      {info_frame(100, 576, 1200) + frames(50), "truncated"},
      {info_frame(100, 576, 1200), "truncated"},
      {info_frame(0, 576, 1200), "empty"},
      {info_frame(12, 576, 1200) + frames(10), "ok"},
      {frames(10) + std::string(60000, '\x11') + frames(10), "corrupt"},
      {frames(10) + std::string(300, '\x11') + frames(10), "ok"},
      {frames(10) + "TAG" + std::string(125, ' '), "ok"},
      {frames(10) + frame().substr(0, 200), "ok"},
  };
  for (const auto& [bytes, expected] : cases) {
    MemorySource file = source(bytes);
    BOOST_TEST(outcome(open_demuxer(file)) == expected);
  }
}

BOOST_AUTO_TEST_CASE(the_walker_steps_over_what_only_looks_like_a_frame) {
  const std::string junk = "\xFF\xFB\x90\x00"s + std::string(100, '\0');
  MemorySource file = source(frames(3) + junk + frames(2));
  Mp3Walker walker(file, 0, file.size());
  int count = 0;
  while (walker.next()) ++count;
  BOOST_TEST(count >= 4);
  BOOST_TEST(count <= 5);
}

BOOST_AUTO_TEST_CASE(adts_headers) {
  const auto header = parse_adts_header(bytes("\xFF\xF1\x50\x80\x19\x1F\xFC"s));
  BOOST_REQUIRE(header);
  BOOST_TEST(header->object_type == 2);
  BOOST_TEST(header->rate == 44100u);
  BOOST_TEST(header->channels == 2u);
  BOOST_TEST(header->bytes == 200u);
  BOOST_TEST(audio_specific_config(*header) == bytes("\x12\x10"));
  for (const std::string& bad : {"\xFF\xF1\x50\x80\x00\x1F\xFC"s, "\xFF\xF1\x74\x80\x19\x1F\xFC"s,
                                 "\xFF\xF5\x50\x80\x19\x1F\xFC"s, "\xFF\xF1\x50\x80\x19"s, ""s})
    BOOST_TEST(!parse_adts_header(bytes(bad)));
}

BOOST_AUTO_TEST_CASE(audio_specific_configs) {
  const auto lc = parse_audio_specific_config(bytes("\x12\x10"));
  BOOST_REQUIRE(lc);
  BOOST_TEST(lc->object_type == 2);
  BOOST_TEST(lc->rate == 44100u);
  BOOST_TEST(!lc->sbr);
  const auto he = parse_audio_specific_config(bytes("\x2B\x92\x08\x00"s));
  BOOST_REQUIRE(he);
  BOOST_TEST(he->sbr);
  BOOST_TEST(he->object_type == 2);
  for (const std::string& bad : {""s, "\x12"s, "\x16\xF8"s, "\x00\x00"s})
    BOOST_TEST(!parse_audio_specific_config(bytes(bad)));
}
