#include "formats/sniff.h"

#include <boost/test/unit_test.hpp>

#include "bytes.h"

using namespace veza::transcode;
using namespace std::string_literals;

namespace {

// MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo: 417 bytes.
std::string mp3_frames(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "\xFF\xFB\x90\x00"s + std::string(413, '\0');
  return out;
}

// AAC-LC, 44.1 kHz, stereo, 200 bytes a frame.
std::string adts_frames(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "\xFF\xF1\x50\x80\x19\x1F\xFC"s + std::string(193, '\x21');
  return out;
}

std::string id3(std::size_t body) {
  std::string out = "ID3\x03\x00\x00"s;
  for (int shift = 21; shift >= 0; shift -= 7) out += static_cast<char>(body >> shift & 127);
  return out + std::string(body, '\0');
}

struct Case {
  const char* what;
  std::string bytes;
  std::string expected;
};

}  // namespace

BOOST_AUTO_TEST_CASE(files_are_known_by_their_bytes) {
  const std::vector<Case> cases{
      {"wav", "RIFF\x24\0\0\0WAVEfmt "s, "wav"},
      {"rf64", "RF64\xFF\xFF\xFF\xFFWAVEds64"s, "wav"},
      {"aiff",
       "FORM\0\0\0\x20"
       "AIFFCOMM"s,
       "aiff"},
      {"aifc",
       "FORM\0\0\0\x20"
       "AIFCFVER"s,
       "aiff"},
      {"flac", "fLaC\0\0\0\x22"s, "flac"},
      {"flac behind a tag", id3(100) + "fLaC\0\0\0\x22"s, "flac"},
      {"ogg", "OggS\0\x02"s, "ogg"},
      {"m4a",
       "\0\0\0\x20"
       "ftypM4A "s,
       "mp4"},
      {"mp4 without ftyp", "\0\0\0\x20moov\0\0\0\x10mvhd"s, "mp4"},
      {"mp3", mp3_frames(6), "mp3"},
      {"mp3 of two frames", mp3_frames(2), "mp3"},
      {"mp3 behind a tag", id3(1000) + mp3_frames(6), "mp3"},
      {"mp3 behind two tags", id3(10) + id3(20) + mp3_frames(6), "mp3"},
      {"mp3 behind junk", std::string(3000, '\x55') + mp3_frames(6), "mp3"},
      {"mp3 before an ID3v1 tag", mp3_frames(1) + "TAG" + std::string(125, ' '), "mp3"},
      {"adts", adts_frames(4), "aac"},
      {"adts behind a tag", id3(63) + adts_frames(4), "aac"},
      {"nothing", "", "empty"},
      {"one byte", "x", "not_audio"},
      {"zeros", std::string(10000, '\0'), "not_audio"},
      {"text", "just some words\n", "not_audio"},
      {"an HLS playlist", "#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1/x.ts\n", "not_audio"},
      {"an HLS playlist behind a byte order mark", "\xEF\xBB\xBF#EXTM3U\nhttp://127.0.0.1/\n", "not_audio"},
      {"a DASH manifest", "<?xml version=\"1.0\"?>\n<MPD></MPD>", "not_audio"},
      {"a session description", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "not_audio"},
      {"a playlist behind a tag", id3(20) + "#EXTM3U\nhttp://127.0.0.1/x\n", "not_audio"},
      {"pdf", "%PDF-1.7\n", "not_audio"},
      {"avi", "RIFF\0\0\0\0AVI LIST"s, "not_audio"},
      {"webp", "RIFF\0\0\0\0WEBPVP8 "s, "not_audio"},
      {"heic",
       "\0\0\0\x18"
       "ftypheic\0\0\0\0"s,
       "not_audio"},
      {"jpeg", "\xFF\xD8\xFF\xE0\0\x10JFIF"s, "not_audio"},
      {"matroska", "\x1A\x45\xDF\xA3\x9F\x42\x86"s, "unsupported"},
      {"wma", "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9"s, "unsupported"},
      {"midi", "MThd\0\0\0\6"s, "unsupported"},
      {"only a tag", id3(500), "no_audio_track"},
      {"a tag and zeros", id3(500) + std::string(2000, '\0'), "no_audio_track"},
      {"a tag cut short", id3(500).substr(0, 200), "truncated"},
      {"four bytes of an mp3", "\xFF\xFB\x90\x00"s, "not_audio"},
      {"one frame header in noise", std::string(100, '\x7') + "\xFF\xFB\x90\x00"s + std::string(5000, '\x9'),
       "not_audio"},
      {"layer II", "\xFF\xFD\x90\x00"s + std::string(2000, '\0'), "not_audio"},
  };
  for (const Case& test : cases) {
    BOOST_TEST_CONTEXT(test.what) {
      MemorySource file = source(test.bytes);
      const auto found = sniff(file);
      BOOST_TEST((found ? std::string(name(found->format)) : outcome(found)) == test.expected);
      if (!found) BOOST_TEST(found.error().message.size() > 10u);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_message_says_what_it_is_instead) {
  MemorySource pdf = source("%PDF-1.7");
  BOOST_TEST(sniff(pdf).error().message == "This is a PDF document, not audio.");
  MemorySource playlist = source("#EXTM3U\n");
  BOOST_TEST(sniff(playlist).error().message == "This is a playlist, not audio.");
}
