#include "playlists/formats/document.h"

#include <boost/test/unit_test.hpp>

using namespace veza::library;

BOOST_AUTO_TEST_SUITE(playlist_formats)

namespace {
const std::string id = "0190a000-0000-7000-8000-000000000001";
const std::string recording = "9a8c0b1e-1111-4222-8333-444455556666";

PlaylistDocument document() {
  PlaylistDocument out{"Späti <3 & more", "two\nlines", {}};
  Entry a;
  a.title = "A \"Title\" <with> & marks";
  a.creator = "Édith";
  a.album = "Été";
  a.duration_ms = 61'500;
  a.location = "https://site.example/tracks/" + id;
  a.isrc = "USRC17607839";
  a.mb_recording_id = recording;
  out.entries = {a, Entry{}};
  out.entries[1].title = "Plain";
  out.entries[1].location = "https://site.example/tracks/" + id + "?x";
  return out;
}
}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  for (const auto format : {PlaylistFormat::m3u8, PlaylistFormat::jspf, PlaylistFormat::xspf}) {
    const std::string bytes = write_playlist(format, document());
    BOOST_TEST((sniff_playlist(bytes) == format));
    const auto parsed = parse_playlist(format, bytes);
    BOOST_REQUIRE_MESSAGE(std::holds_alternative<PlaylistDocument>(parsed), bytes);
    const auto& got = std::get<PlaylistDocument>(parsed);
    BOOST_TEST(got.title == "Späti <3 & more");
    BOOST_REQUIRE(got.entries.size() == 2U);
    const Entry& a = got.entries[0];
    BOOST_TEST(a.title == "A \"Title\" <with> & marks");
    BOOST_TEST(a.creator == "Édith");
    BOOST_TEST(a.album == "Été");
    BOOST_TEST(a.track_id == id);
    BOOST_TEST(got.entries[1].track_id == id);
    if (format == PlaylistFormat::m3u8) {
      BOOST_TEST(a.duration_ms == 62'000);
      continue;
    }
    BOOST_TEST(a.duration_ms == 61'500);
    BOOST_TEST(a.isrc == "USRC17607839");
    BOOST_TEST(a.mb_recording_id == recording);
  }
}

BOOST_AUTO_TEST_CASE(files_of_others) {
  const auto m3u = std::get<PlaylistDocument>(
      parse_m3u8("\xEF\xBB\xBF#EXTM3U\r\n#EXTINF:123.5 tvg=\"x\",Artist - Song - Live\r\nC:\\Music\\x.mp3\r\n\r\n"
                 "#EXTINF:-1\nfolder/Other - Thing.flac\n# a comment\nhttp://h/y.ogg\n"));
  BOOST_REQUIRE(m3u.entries.size() == 3U);
  BOOST_TEST(m3u.entries[0].duration_ms == 123'500);
  BOOST_TEST(m3u.entries[0].creator == "Artist");
  BOOST_TEST(m3u.entries[0].title == "Song - Live");
  BOOST_TEST(m3u.entries[1].creator == "Other");
  BOOST_TEST(m3u.entries[1].title == "Thing");
  BOOST_TEST(m3u.entries[1].duration_ms == 0);
  BOOST_TEST(m3u.entries[2].title == "y");
  const auto xspf = std::get<PlaylistDocument>(
      parse_xspf("<?xml version='1.0' encoding='ISO-8859-1'?><playlist><trackList><track><title>caf\xE9</title>"
                 "<extension application='x'><title>no</title></extension><duration>-5</duration></track></trackList>"
                 "</playlist>"));
  BOOST_REQUIRE(xspf.entries.size() == 1U);
  BOOST_TEST(xspf.entries[0].title == "café");
  BOOST_TEST(xspf.entries[0].duration_ms == 0);
  const auto jspf = std::get<PlaylistDocument>(
      parse_jspf(R"({"playlist":{"track":[{"title":7,"identifier":"https://musicbrainz.org/recording/)" + recording +
                 R"(","duration":"x","location":["ISRC:us-rc1-76-07839"]}]}})"));
  BOOST_TEST(jspf.entries.at(0).mb_recording_id == recording);
  BOOST_TEST(jspf.entries.at(0).isrc == "USRC17607839");
  BOOST_TEST(jspf.entries.at(0).title == "");
}

BOOST_AUTO_TEST_CASE(bad_files) {
  std::string deep, many = "{\"playlist\":{\"track\":[", lines;
  for (int i = 0; i < 40; ++i) deep += "<a>";
  for (int i = 0; i < 5001; ++i) {
    many += i ? ",{}" : "{}";
    lines += "a.mp3\n";
  }
  many += "]}}";
  std::string bomb = "<!DOCTYPE playlist [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c < 'k'; ++c) {
    bomb += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
    bomb += "\">";
  }
  bomb += "]><playlist><title>&j;</title></playlist>";
  struct Case {
    const char* name;
    PlaylistFormat format;
    std::string bytes;
  };
  const auto m3u8 = PlaylistFormat::m3u8, jspf = PlaylistFormat::jspf, xspf = PlaylistFormat::xspf;
  const Case cases[] = {
      {"nothing", m3u8, ""},
      {"only comments", m3u8, "#EXTM3U\n#EXTINF:1,x\n"},
      {"bytes", m3u8, std::string("a\0b", 3)},
      {"an HLS stream", m3u8, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nseg.ts\n"},
      {"too many lines", m3u8, lines},
      {"too large", m3u8, std::string(largest_playlist_file + 1, '#')},
      {"not JSON", jspf, "{"},
      {"a list", jspf, "[]"},
      {"no playlist", jspf, "{}"},
      {"a playlist that is text", jspf, R"({"playlist":"x"})"},
      {"no tracks", jspf, R"({"playlist":{"track":[]}})"},
      {"a track that is a number", jspf, R"({"playlist":{"track":[1]}})"},
      {"too many", jspf, many},
      {"too deep", jspf, std::string(100, '[') + std::string(100, ']')},
      {"no XML", xspf, "hello"},
      {"cut short", xspf, "<playlist><trackList><track>"},
      {"another document", xspf, "<html xmlns='http://www.w3.org/1999/xhtml'/>"},
      {"no tracks in it", xspf, "<playlist xmlns='http://xspf.org/ns/0/'><trackList/></playlist>"},
      {"a document type", xspf, "<!DOCTYPE playlist><playlist><trackList><track/></trackList></playlist>"},
      {"a file from elsewhere", xspf,
       "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><playlist><title>&x;</title></playlist>"},
      {"an entity bomb", xspf, bomb},
      {"an unknown entity", xspf, "<playlist><trackList><track>&boom;</track></trackList></playlist>"},
      {"elements in elements", xspf, "<playlist>" + deep},
      {"a lone NUL", xspf, std::string("<playlist>\0</playlist>", 22)},
  };
  for (const auto& c : cases) {
    const auto parsed = parse_playlist(c.format, c.bytes);
    const auto* problem = std::get_if<std::string>(&parsed);
    BOOST_TEST_CONTEXT(c.name) {
      BOOST_REQUIRE(problem);
      BOOST_TEST(!problem->empty());
    }
  }
  BOOST_TEST(std::get<std::string>(parse_xspf(bomb)).find("document type") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
