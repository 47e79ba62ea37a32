#include "media/sniff.h"

#include <boost/test/unit_test.hpp>

#include "media/frames.h"

using namespace veza::library;
using namespace std::string_literals;

namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}
std::string zeros(size_t n) { return std::string(n, '\0'); }

// MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes.
std::string mp3_frames(int n) { return repeat("\xFF\xFB\x90\x00"s + zeros(413), n); }
// ADTS, AAC-LC, 44.1 kHz, 32 bytes.
std::string adts_frames(int n) { return repeat("\xFF\xF1\x50\x80\x04\x1F\xFC"s + zeros(25), n); }
std::string id3(size_t content, unsigned char flags = 0) {
  std::string tag = "ID3\x04\x00"s;
  tag += static_cast<char>(flags);
  for (int shift = 21; shift >= 0; shift -= 7) tag += static_cast<char>(content >> shift & 0x7F);
  return tag + zeros(content);
}
std::string ogg(const std::string& packet) {
  return "OggS\0\x02"s + zeros(20) + "\x01"s + static_cast<char>(packet.size()) + packet;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sniffing)

BOOST_AUTO_TEST_CASE(audio_formats) {
  const std::pair<std::string, std::string> cases[] = {
      {"RIFF\x24\0\0\0WAVEfmt "s, "wav"},
      {"RF64\xFF\xFF\xFF\xFFWAVEds64"s, "wav"},
      {"BW64\xFF\xFF\xFF\xFFWAVEds64"s, "wav"},
      {"FORM\0\0\0\x2E"
       "AIFFCOMM"s,
       "aiff"},
      {"FORM\0\0\0\x2E"
       "AIFCFVER"s,
       "aiff"},
      {"fLaC\0\0\0\x22"s + zeros(34), "flac"},
      {id3(100) + "fLaC\0\0\0\x22"s, "flac"},
      {mp3_frames(5), "mp3"},
      {id3(300) + mp3_frames(5), "mp3"},
      {id3(20) + id3(30, 0x10) + zeros(10) + mp3_frames(5), "mp3"},
      {zeros(1000) + mp3_frames(5), "mp3"},
      {mp3_frames(2), "mp3"},
      {mp3_frames(3).substr(0, 1200), "mp3"},
      {adts_frames(5), "aac"},
      {id3(40) + adts_frames(3), "aac"},
      {"\0\0\0\x20"
       "ftypM4A \0\0\0\0"s,
       "m4a"},
      {"\0\0\0\x20"
       "ftypisom\0\0\0\0"s,
       "m4a"},
      {"\0\0\0\x08"
       "wide\0\0\0\0mdat"s,
       "m4a"},
      {ogg("\x01vorbis"s + zeros(23)), "vorbis"},
      {ogg("OpusHead"s + zeros(11)), "opus"},
  };
  for (const auto& [bytes, name] : cases) {
    const auto found = sniff(bytes);
    BOOST_REQUIRE_MESSAGE(found.format.has_value(), name << " taken for " << found.looks_like);
    BOOST_TEST(format_name(*found.format) == name);
  }
}

BOOST_AUTO_TEST_CASE(everything_else_is_named) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "an empty file"},
      {"%PDF-1.7\n", "a PDF document"},
      {"PK\x03\x04"s + zeros(30), "a ZIP archive"},
      {"\x89PNG\r\n\x1A\n"s, "a PNG picture"},
      {"\xFF\xD8\xFF\xE0"s + zeros(100), "a JPEG picture"},
      {"RIFF\x24\0\0\0WEBPVP8 "s, "a WebP picture"},
      {"RIFF\x24\0\0\0AVI LIST"s, "an AVI video"},
      {"RIFF"s, "a RIFF file without sound"},
      {"FORM\0\0\0\0ILBM"s, "an IFF file without sound"},
      {"\0\0\0\x20"
       "ftypheic\0\0\0\0"s,
       "a HEIC picture"},
      {"\x1A\x45\xDF\xA3"s + zeros(20), "a Matroska or WebM file"},
      {"#EXTM3U\n#EXT-X-VERSION:3\n", "a playlist"},
      {"<?xml version=\"1.0\"?>\n<MPD xmlns=\"x\">", "a playlist"},
      {"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "a session description"},
      {"<!DOCTYPE html><html>", "a web page"},
      {"<svg xmlns='x'/>", "an SVG picture"},
      {"#!/bin/sh\nrm -rf /\n", "a script"},
      {"just some words\n", "a text file"},
      {"MThd\0\0\0\x06"s, "a MIDI file, which holds notes but no sound"},
      {ogg("\x80theora"s + zeros(20)), "an Ogg video"},
      {ogg("Speex   "s + zeros(20)), "a Speex recording"},
      {"OggS"s, "a damaged Ogg file"},
      {"OggS"s + zeros(22) + "\xFF"s + zeros(5), "an Ogg file of an unknown kind"},
      {id3(500), "a tag (title, cover) without sound"},
      {id3(500).substr(0, 300), "a tag (title, cover) without sound"},
      {zeros(70000), "nothing but zeros"},
      {"\x01\x02\x03\x04\x05\x06\x07\x08"s + zeros(100), "not a known kind of audio file"},
      {mp3_frames(1) + repeat("\x01\x02"s, 300), "not a known kind of audio file"},
      {"\xFF"s, "a text file"},
  };
  for (const auto& [bytes, what] : cases) {
    const auto found = sniff(bytes);
    BOOST_TEST(!found.format.has_value(), what);
    BOOST_TEST(found.looks_like == what);
  }
}

BOOST_AUTO_TEST_CASE(every_prefix_is_survived) {
  for (const std::string& whole :
       {id3(64) + mp3_frames(3), adts_frames(4), ogg("OpusHead"s + zeros(11)), "RIFF\x24\0\0\0WAVEfmt "s,
        "\0\0\0\x20"
        "ftypM4A \0\0\0\0"s}) {
    for (size_t size = 0; size <= whole.size(); ++size) {
      const auto found = sniff(std::string_view(whole).substr(0, size));
      BOOST_TEST(found.format.has_value() == found.looks_like.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(frame_sizes) {
  BOOST_TEST(mp3_frame_size("\xFF\xFB\x90\x00"s) == 417U);
  BOOST_TEST(mp3_frame_size("\xFF\xFB\x92\x00"s) == 418U);
  BOOST_TEST(mp3_frame_size("\xFF\xF3\x40\x00"s) == 104U);  // MPEG-2, 32 kbit/s, 22.05 kHz
  BOOST_TEST(mp3_frame_size("\xFF\xE3\x40\x00"s) == 208U);  // MPEG-2.5, 32 kbit/s, 11.025 kHz
  for (const auto& bad : {"\xFF\xFB\x00\x00"s, "\xFF\xFB\xF0\x00"s, "\xFF\xFB\x9C\x00"s, "\xFF\xFD\x90\x00"s,
                          "\xFF\xEB\x90\x00"s, "\xFF\xFB\x90"s, ""s}) {
    BOOST_TEST(mp3_frame_size(bad) == 0U);
  }
  BOOST_TEST(adts_frame_size("\xFF\xF1\x50\x80\x04\x1F\xFC"s) == 32U);
  BOOST_TEST(adts_frame_size("\xFF\xF1\x50\x80\x00\x1F\xFC"s) == 0U);  // shorter than its header
  BOOST_TEST(adts_frame_size("\xFF\xF1\x74\x80\x04\x1F\xFC"s) == 0U);  // no such frequency
}

BOOST_AUTO_TEST_SUITE_END()
