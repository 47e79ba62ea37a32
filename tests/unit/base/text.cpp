#include "base/text.h"

#include <boost/test/unit_test.hpp>

#include "base/clock.h"
#include "base/markup.h"

using namespace veza::base;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(utf8_table) {
  for (const char* good : {"", "abc", "é", "日本", "😀", "\xf4\x8f\xbf\xbf"}) BOOST_TEST(is_utf8(good), good);
  for (const char* bad : {"\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                          "\xf8\x88\x80\x80\x80", "\xc3", "a\xff"}) {
    BOOST_TEST(!is_utf8(bad));
  }
}

BOOST_AUTO_TEST_CASE(percent_decoding_table) {
  BOOST_TEST(percent_decode("a%20b+c").value() == "a b+c");
  BOOST_TEST(percent_decode("a%20b+c", true).value() == "a b c");
  BOOST_TEST(percent_decode("%C3%A9").value() == "é");
  for (const char* bad : {"%", "%2", "%zz", "%00", "a%2"}) BOOST_TEST(!percent_decode(bad).has_value(), bad);
  BOOST_TEST(percent_decode(percent_encode("a/b?c=é &")).value() == "a/b?c=é &");
}

BOOST_AUTO_TEST_CASE(markup_is_text_again) {
  BOOST_TEST(escape_markup("<a href=\"x\" b='y'>&") == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
}

BOOST_AUTO_TEST_CASE(integers_are_whole_texts) {
  BOOST_TEST(to_int("-12").value() == -12);
  for (const char* bad : {"", "1x", " 1", "9223372036854775808", "0x1", "+1"})
    BOOST_TEST(!to_int(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(a_near_word_is_found_and_a_far_one_is_not) {
  const std::vector<std::string> keys{"http.listen", "http.workers", "log.level"};
  BOOST_TEST(nearest("http.listne", keys) == "http.listen");
  BOOST_TEST(nearest("loglevel", keys) == "log.level");
  BOOST_TEST(nearest("completely.other", keys).empty());
}

BOOST_AUTO_TEST_CASE(rfc3339_has_milliseconds_and_z) {
  BOOST_TEST(rfc3339(1700000000123) == "2023-11-14T22:13:20.123Z");
  BOOST_TEST(rfc3339(-1) == "1969-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_SUITE_END()
