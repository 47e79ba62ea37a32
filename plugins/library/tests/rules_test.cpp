#include <boost/test/unit_test.hpp>
#include <veza/id.hpp>

#include "rules/cursor.h"
#include "rules/text.h"
#include "rules/visibility.h"
#include "viewers.h"

using namespace veza;
using namespace veza::library;

BOOST_AUTO_TEST_SUITE(rules)

BOOST_AUTO_TEST_CASE(visibility_table) {
  const auto member = [](std::string_view id) { return viewer(id, {"track:read", "track:update", "track:delete"}); };
  const Viewer guest = viewer("", {}), owner = member("ann"), other = member("bob"),
               moderator = viewer("mod", {"track:read_any", "track:update_any", "track:delete_any"}),
               reader = viewer("r", {"track:read_any"}), narrow = viewer("ann", {"track:update"});
  const Ownership open{"ann", true}, closed{"ann", false};
  struct Case {
    const char* name;
    Viewer viewer;
    Ownership track;
    Access read, edit, remove;
  };
  using enum Access;
  const Case cases[] = {
      {"guest, public", guest, open, granted, forbidden, forbidden},
      {"guest, private", guest, closed, hidden, hidden, hidden},
      {"owner, public", owner, open, granted, granted, granted},
      {"owner, private", owner, closed, granted, granted, granted},
      {"other, public", other, open, granted, forbidden, forbidden},
      {"other, private", other, closed, hidden, hidden, hidden},
      {"moderator, private", moderator, closed, granted, granted, granted},
      {"may only read all, private", reader, closed, granted, forbidden, forbidden},
      {"guest, private, owner gone", guest, {"", false}, hidden, hidden, hidden},
      {"member, private, owner gone", other, {"", false}, hidden, hidden, hidden},
      {"owner with a token to change only", narrow, closed, hidden, granted, hidden},
  };
  for (const auto& c : cases) {
    BOOST_TEST((may_read(c.viewer, c.track) == c.read), c.name);
    BOOST_TEST((may_edit(c.viewer, c.track) == c.edit), c.name);
    BOOST_TEST((may_delete(c.viewer, c.track) == c.remove), c.name);
  }
}

BOOST_AUTO_TEST_CASE(clean_text_table) {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> cases[] = {
      {"plain", "plain"},
      {"  two   words \t\n", "two words"},
      {"nul\0inside"s, "nulinside"},
      {"esc\x1b[31m", "esc[31m"},
      {"\xC3\xA9t\xC3\xA9", "\xC3\xA9t\xC3\xA9"},
      {"bad\xFF\xC3", "bad\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"overlong\xC0\xAF", "overlong\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"surrogate\xED\xA0\x80", "surrogate\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"rtl\xE2\x80\xAEgnp.exe", "rtlgnp.exe"},
      {"c1\xC2\x85"
       "end",
       "c1end"},
      {"\xEF\xBB\xBFmark", "mark"},
      {"", ""},
      {" \n ", ""},
  };
  for (const auto& [in, out] : cases) BOOST_TEST(clean_text(in, 200) == out, in);
  BOOST_TEST(clean_text("\xC3\xA9\xC3\xA9\xC3\xA9", 2) == "\xC3\xA9\xC3\xA9");
  BOOST_TEST(clean_text("ab cd", 3) == "ab");
  BOOST_TEST(clean_text(std::string(100000, 'x'), 200).size() == 200U);
}

BOOST_AUTO_TEST_CASE(text_problems) {
  BOOST_TEST(text_problem("fine \xC3\xA9", 6) == "");
  BOOST_TEST(text_problem("too long", 3) == "is longer than 3 characters");
  BOOST_TEST(text_problem("line\nbreak", 50) == "has a control character");
  BOOST_TEST(text_problem("bad\xFF", 50) == "is not UTF-8 text");
  BOOST_TEST(text_problem("cut\xC3", 50) == "is not UTF-8 text");
}

BOOST_AUTO_TEST_CASE(file_names_and_titles) {
  struct Case {
    std::string sent, name, title;
  };
  const Case cases[] = {
      {"song.flac", "song.flac", "song"},
      {"C:\\music\\My Song.mp3", "My Song.mp3", "My Song"},
      {"../../etc/passwd", "passwd", "passwd"},
      {"/", "untitled", "untitled"},
      {"", "untitled", "untitled"},
      {"..", "untitled", "untitled"},
      {".hidden", ".hidden", ".hidden"},
      {"01. Intro.aiff", "01. Intro.aiff", "01. Intro"},
      {"Dr. Strange and the Long Ending", "Dr. Strange and the Long Ending", "Dr. Strange and the Long Ending"},
      {"a\r\nb.wav", "a b.wav", "a b"},
      {" .wav", ".wav", ".wav"},
  };
  for (const auto& c : cases) {
    BOOST_TEST(display_file_name(c.sent) == c.name, c.sent);
    BOOST_TEST(title_from_file_name(display_file_name(c.sent)) == c.title, c.sent);
  }
  BOOST_TEST(display_file_name(std::string(5000, 'n')).size() == 255U);
}

BOOST_AUTO_TEST_CASE(folding) {
  const std::pair<std::string, std::string> cases[] = {
      {"ABBA", "abba"},
      {"ÉTÉ", "ete"},
      {"e\xCC\x81te\xCC\x81", "ete"},
      {"Straße", "strasse"},
      {"Sigur Rós, Mötley Crüe", "sigur ros, motley crue"},
      {"Ærøskøbing Łódź Đorđe", "aeroskobing lodz dorde"},
      {"İstanbul ISPARTA ılık", "istanbul isparta ilik"},
      {"МИР", "мир"},
      {"ΣΊΣΥΦΟΣ", "σισυφοσ"},
      {"日本", "日本"},
      {"がか", "がか"},  // another letter, not an accent
      {"ｶﾞ", "ガ"},
      {"Ｆｕｌｌ", "full"},
      {"한국", "한국"},
      {"हिन्दी", "हिन्दी"},
      {"שָׁלוֹם", "שלום"},
      {"مُوسِيقَى", "موسيقى"},
      {"ﬁne", "fine"},
      {"Don’t “stop” — now", "don't \"stop\" - now"},
      {"🎵❤️", "🎵❤"},
      {"\xCC\x81", "\xCC\x81"},
      {"", ""},
      {"bad\xFF", "bad\xEF\xBF\xBD"},
  };
  for (const auto& [in, out] : cases) {
    BOOST_TEST(fold(in) == out, in << " → " << fold(in));
    BOOST_TEST(fold(out) == out, in);
  }
  std::string widest;
  for (int i = 0; i < 200; ++i) widest += "\xEF\xB7\xBA";  // one character, eighteen folded
  BOOST_TEST(key_of(widest).size() <= 480U);
  BOOST_TEST(text_problem(key_of(widest), 480) == "");
}

BOOST_AUTO_TEST_CASE(ids) {
  const auto a = new_id(), b = new_id();
  BOOST_TEST(is_id(a));
  BOOST_TEST(a != b);
  BOOST_TEST(a[14] == '7');
  BOOST_TEST(a.substr(0, 8) <= b.substr(0, 8));
  for (const std::string bad : {"", "x", "019AA000-0000-7000-8000-000000000000", "019aa000x0000-7000-8000-000000000000",
                                "019aa000-0000-7000-8000-00000000000", "019aa000-0000-7000-8000-0000000000000",
                                "019aa000-0000-7000-8000-00000000000g", "../../../../../../../../../../etc/pa"}) {
    BOOST_TEST(!is_id(bad), bad);
  }
  BOOST_TEST(rfc3339(0) == "1970-01-01T00:00:00.000Z");
  BOOST_TEST(rfc3339(1795255200123) == "2026-11-21T10:00:00.123Z");
}

BOOST_AUTO_TEST_CASE(cursors_go_round) {
  const std::string id = new_id();
  const auto time = decode_cursor("-created_at", encode_cursor("-created_at", {int64_t{1795255200123}, id}));
  BOOST_REQUIRE(time.has_value());
  BOOST_TEST(std::get<int64_t>(time->value) == 1795255200123);
  BOOST_TEST(time->id == id);
  const std::string odd = "a\"b\\%_\xC3\xA9\n";
  const auto text = decode_cursor("title", encode_cursor("title", {odd, id}));
  BOOST_REQUIRE(text.has_value());
  BOOST_TEST(std::get<std::string>(text->value) == odd);
}

BOOST_AUTO_TEST_CASE(bad_cursors) {
  const std::string id = new_id();
  const auto good = encode_cursor("-created_at", {int64_t{5}, id});
  BOOST_TEST(!decode_cursor("title", good).has_value());
  BOOST_TEST(!decode_cursor("created_at", good).has_value());
  const std::string bad[] = {
      "",
      "!",
      "AAAA",
      good.substr(0, good.size() / 2),
      good + "A",
      encode_cursor("-created_at", {std::string("5"), id}),
      encode_cursor("-created_at", {int64_t{5}, "not-an-id"}),
      encode_cursor("-created_at", {int64_t{5}, "' OR 1=1 --"}),
      std::string(100000, 'A'),
      "W10",           // []
      "bnVsbA",        // null
      "eyJhIjoxfQ",    // {"a":1}
      "W1tbW1tbW1tb",  // [[[[[[[[[
  };
  for (const auto& text : bad) BOOST_TEST(!decode_cursor("-created_at", text).has_value(), text.substr(0, 60));
}

BOOST_AUTO_TEST_SUITE_END()
