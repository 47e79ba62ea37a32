// The words of texts in all kinds of writing.
#include "search/words.h"

#include <boost/test/unit_test.hpp>

using namespace veza::library;

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(a_table_of_texts) {
  struct Case {
    const char* text;
    const char* words;
  };
  const Case cases[] = {{"", ""},
                        {"  \t\n ", ""},
                        {"Hello, World!", "hello world"},
                        {"Beyoncé", "beyonce"},
                        {"BJÖRK & Sigur Rós", "bjork sigur ros"},
                        {"Straße", "strasse"},
                        {"ﬁnal ①", "final 1"},
                        {"don't rock'n'roll it’s", "dont rocknroll its"},
                        {"AC/DC R.E.M. hip-hop", "ac dc r e m hip hop"},
                        {"2Pac 4'33\"", "2pac 433"},
                        {"100%_silk\\road", "100 silk road"},
                        {"东京 love", "东 京 love"},
                        {"夜に駆ける", "夜 に 駆 け る"},
                        {"방탄소년단", "방탄소년단"},
                        {"فيروز", "فيروز"},
                        {"שלום עולם", "שלום עולם"},
                        {"\xE2\x80\xAE"
                         "abc",
                         "abc"},
                        {"🔥fire🔥", "🔥 fire 🔥"},
                        {"👍🏽", "👍"},
                        {"1️⃣", "1"},
                        {"❤️", "❤"},
                        {"\xFF\xFE"
                         "bad\xC3",
                         "bad"},
                        {"a\xEE\x80\x80"
                         "b",
                         "a b"},
                        {"Москва", "москва"}};
  for (const Case& c : cases) BOOST_TEST(word_line(c.text) == c.words, c.text << " gave " << word_line(c.text));
}

BOOST_AUTO_TEST_CASE(size_is_bounded) {
  std::string text;
  while (text.size() < 30'000) text += "wörter ";
  BOOST_TEST(words_of(text).size() <= max_searched_bytes / 8 + 1);
  for (const auto& word : words_of(std::string(9'999, 'x') + "é")) BOOST_TEST(word.size() <= max_word_bytes);
  BOOST_TEST(cut("aé", 2) == "a");
  BOOST_TEST(cut("aé", 3) == "aé");
}

BOOST_AUTO_TEST_SUITE_END()
