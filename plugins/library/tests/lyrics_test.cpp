#include "rules/lyrics.h"

#include <boost/test/unit_test.hpp>

#include "media/tag_properties.h"
#include "rules/text.h"

using namespace veza;
using namespace veza::library;

namespace {
std::string read(const std::string& text) {
  std::string out;
  for (const auto& line : parse_lrc(text).lines) out += std::to_string(line.at_ms) + " " + line.text + "; ";
  return out;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(lyrics)

BOOST_AUTO_TEST_CASE(lrc) {
  const std::pair<std::string, std::string> cases[] = {
      {"[00:01.00]One\n[00:02.5]Two\n[00:03.123]Three\n[01:02]Four", "1000 One; 2500 Two; 3123 Three; 62000 Four; "},
      {"[00:02.00][00:01.00] Again", "1000 Again; 2000 Again; "},
      {"[ar:Artist]\r\n[00:01.00]One\r\n", "1000 One; "},
      {"[offset:+500]\n[00:01.00]One\n[00:00.10]Soon", "0 Soon; 500 One; "},
      {"[offset:-500]\n[00:01.00]One", "1500 One; "},
      {"[00:01.00]", "1000 ; "},
      {"[00:01.00]<00:01.00>Word <00:01.50>by word", "1000 Word by word; "},
      {"[00:01:50]Colons", "1500 Colons; "},
      {"[9999:59.99]Last", "599999990 Last; "},
      // None of these is a time.
      {"", ""},
      {"just text\nand more", ""},
      {"[00:60.00]x", ""},
      {"[10000:00.00]x", ""},
      {"[-1:00.00]x", ""},
      {"[00:1x.00]x", ""},
      {"[00:01.0000]x", ""},
      {"[00:01.]x", ""},
      {"[]x", ""},
      {"[", ""},
      {"[00:01.00", ""},
      {"[offset:99999999999999999999]\n[00:01.00]One", "1000 One; "},
      {"[Chorus] text", ""},
      {"[00:01.00][Chorus] text", "1000 [Chorus] text; "},
  };
  for (const auto& [text, lines] : cases) BOOST_TEST(read(text) == lines, text);
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "[00:01.00]x\n";
  BOOST_TEST(parse_lrc(many).lines.size() == 10000U);
  BOOST_TEST(parse_lrc("[la:fr]\n[00:01]x").language == "fr");
  BOOST_TEST(parse_lrc(std::string(100000, '[')).lines.empty());
}

BOOST_AUTO_TEST_CASE(lines_are_cleaned) {
  BOOST_TEST(clean_lines("\n\n a  b \r\n\r\nc\x07\n\n", 100) == "a b\n\nc");
  BOOST_TEST(clean_lines("one\ntwo", 5) == "one");
  BOOST_TEST(clean_lines("", 5) == "");
}

BOOST_AUTO_TEST_CASE(what_properties_mean) {
  struct Case {
    const char* properties;
    const char* credits;  // role:name|…
  };
  const Case cases[] = {
      {R"({"ARTIST":["A feat. B"]})", "main:A|featured:B|"},
      {R"({"ARTIST":["A","B"]})", "main:A|main:B|"},
      {R"({"ARTIST":["A feat. B"],"ARTISTS":["A","B"]})", "main:A|featured:B|"},
      {R"({"ARTISTS":["A"],"FEATURING":["C"]})", "main:A|featured:C|"},
      {R"json({"ARTIST":["A"],"COMPOSER":["D","D"],"PERFORMER":["E (guitar)"],"PERFORMER:DRUMS":["F"]})json",
       "main:A|composer:D|performer:E|performer:F|"},
      {R"({"ARTIST":[5,null,""]})", ""},
      {R"({"ARTIST":"A"})", ""},
      {R"([])", ""},
      {R"("x")", ""},
  };
  for (const auto& c : cases) {
    Metadata out;
    read_properties(Json::parse(c.properties), out);
    std::string credits;
    for (const auto& credit : out.credits) credits += credit.role + ":" + credit.name + "|";
    BOOST_TEST(credits == c.credits, c.properties);
  }
  Metadata out;
  read_properties(
      Json::parse(R"({"GENRE":["Jazz; Blues","jazz"],"BPM":["x","128.5"],"INITIALKEY":["8A"],"COMPILATION":["1"],
                                  "LYRICS":["[00:01.00]Sung"],"UNSYNCEDLYRICS":["Read"],"DATE":["2004-05-06"],
                                  "ISRC":["no","GBAYE6800011"],"MUSICBRAINZ_TRACKID":["nonsense"]})"),
      out);
  BOOST_TEST((out.genres == std::vector<std::string>{"Jazz", "Blues"}));
  BOOST_TEST(out.bpm.value_or(0) == 128.5);
  BOOST_TEST(out.musical_key.value_or("") == "Am");
  BOOST_TEST(out.album_artist.value_or("") == "Various Artists");
  BOOST_TEST(out.synced_lyrics == "[00:01.00]Sung");
  BOOST_TEST(out.plain_lyrics == "Read");
  BOOST_TEST(out.year.value_or(0) == 2004);
  BOOST_TEST(out.isrc.value_or("") == "GBAYE6800011");
  BOOST_TEST(!out.mb_recording_id.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
