// What is typed into the search field: never an error, and never text in a statement.
#include "search/query.h"

#include <boost/test/unit_test.hpp>

#include "search/typos.h"

using namespace veza::library;

namespace {
std::string fts(std::string_view text) { return to_fts5(parse_query(text), "ALL"); }
std::string ts(std::string_view text) { return to_tsquery(parse_query(text), "ALL"); }
}  // namespace

BOOST_AUTO_TEST_SUITE(search_query)

BOOST_AUTO_TEST_CASE(a_table_of_queries) {
  struct Case {
    const char* text;
    const char* fts5;
    const char* tsquery;
  };
  const Case cases[] = {
      {"", "", ""},
      {"moon", "\"moon\"", "'moon'"},
      {"moon river", "(\"moon\" AND \"river\")", "('moon' & 'river')"},
      {"moon AND river", "(\"moon\" AND \"river\")", "('moon' & 'river')"},
      {"moon OR river", "(\"moon\" OR \"river\")", "('moon' | 'river')"},
      {"a b OR c", "((\"a\" AND \"b\") OR \"c\")", "(('a' & 'b') | 'c')"},
      {"a (b OR c)", "(\"a\" AND (\"b\" OR \"c\"))", "('a' & ('b' | 'c'))"},
      {"moon -live", "(\"moon\" NOT \"live\")", "('moon' & ! 'live')"},
      {"moon NOT live", "(\"moon\" NOT \"live\")", "('moon' & ! 'live')"},
      {"-live", "(\"ALL\" NOT \"live\")", "('ALL' & ! 'live')"},
      {"a OR -b", "(\"a\" OR (\"ALL\" NOT \"b\"))", "('a' | ('ALL' & ! 'b'))"},
      {"- -a", "(\"ALL\" NOT \"a\")", "('ALL' & ! 'a')"},
      {"NOT NOT a", "\"a\"", "'a'"},
      {"\"moon river\"", "\"moon river\"", "'moon river'"},
      {"“moon river”", "\"moon river\"", "'moon river'"},
      {"\"moon riv", "\"moon riv\"", "'moon riv'"},
      {"moo*", "\"moo\"*", "'moo':*"},
      {"AC/DC", "\"ac dc\"", "'ac dc'"},
      {"hip-ho*", "\"hip ho\"*", "'hip ho':*"},
      {"東京", "\"東 京\"", "'東 京'"},
      {"東京夜", "\"東 京 夜\"", "('東 京' & '京 夜' & ('東' <-> '京' <-> '夜'))"},
      {"a-b-c*", "\"a b c\"*", "('a b' & 'b c':* & ('a' <-> 'b' <-> 'c':*))"},
      {"OR", "\"or\"", "'or'"},
      {"AND OR NOT", "(\"and\" OR \"not\")", "('and' | 'not')"},
      {"moon OR", "(\"moon\" AND \"or\")", "('moon' & 'or')"},
      {"OR moon", "(\"or\" AND \"moon\")", "('or' & 'moon')"},
      {"moon and river", "(\"moon\" AND \"and\" AND \"river\")", "('moon' & 'and' & 'river')"},
      {"(((", "", ""},
      {")moon(", "\"moon\"", "'moon'"},
      {"* - \" ' : ^ {} [] ~", "", ""},
      {"title:x NEAR(a b)", "(\"title x\" AND \"near\" AND (\"a\" AND \"b\"))", "('title x' & 'near' & ('a' & 'b'))"},
      {"a'; DROP TABLE x --", "(\"a\" AND \"drop\" AND \"table\" AND \"x\")", "('a' & 'drop' & 'table' & 'x')"},
      {"don't", "\"dont\"", "'dont'"},
      {"a\\b", "\"a b\"", "'a b'"},
      {"🔥", "\"🔥\"", "'🔥'"},
  };
  for (const Case& c : cases) {
    BOOST_TEST(fts(c.text) == c.fts5, c.text << " gave " << fts(c.text));
    BOOST_TEST(ts(c.text) == c.tsquery, c.text << " gave " << ts(c.text));
  }
}

BOOST_AUTO_TEST_CASE(size_and_depth_are_bounded) {
  std::string words, deep;
  for (int i = 0; i < 3000; ++i) words += "w" + std::to_string(i) + " ";
  BOOST_TEST(wanted_words(parse_query(words)).size() == 32U);
  deep = std::string(5000, '(') + "a" + std::string(5000, ')');
  BOOST_TEST(fts(deep).size() < 100U);
  BOOST_TEST(fts(std::string(10'000, '-')).empty());
  BOOST_TEST(fts(std::string(10'000, '"')).empty());
}

BOOST_AUTO_TEST_CASE(documents_match_as_the_engines_say) {
  const auto found = [](const char* query, const char* line) { return matches(parse_query(query), {line, "people"}); };
  BOOST_TEST(found("moon", "blue moon"));
  BOOST_TEST(!found("moon", "moonlight"));
  BOOST_TEST(found("moon*", "moonlight"));
  BOOST_TEST(found("\"blue moon\"", "once in a blue moon"));
  BOOST_TEST(!found("\"moon blue\"", "blue moon"));
  BOOST_TEST(found("moon people", "blue moon"));
  BOOST_TEST(!found("\"moon people\"", "blue moon"));
  BOOST_TEST(!found("moon -blue", "blue moon"));
  BOOST_TEST(found("sun OR moon", "blue moon"));
}

BOOST_AUTO_TEST_CASE(distances) {
  struct Case {
    const char *a, *b;
    size_t away;
  };
  const Case cases[] = {
      {"love", "love", 0}, {"lvoe", "love", 1},         {"lov", "love", 1},  {"loove", "love", 1},
      {"live", "love", 1}, {"levo", "love", 2},         {"abcd", "wxyz", 3}, {"", "", 0},
      {"", "abc", 3},      {"björk", "bjork", 1},       {"ab", "ba", 1},     {"beatels", "beatles", 1},
      {"ca", "abc", 3},    {"metalica", "metallica", 1}};
  for (const Case& c : cases) {
    BOOST_TEST(distance(c.a, c.b, 2) == c.away, c.a << " " << c.b);
    BOOST_TEST(distance(c.b, c.a, 2) == c.away, c.b << " " << c.a);
  }
  BOOST_TEST(forgiven("abc") == 0U);
  BOOST_TEST(forgiven("abcd") == 1U);
  BOOST_TEST(forgiven("abcdefgh") == 2U);
  BOOST_TEST(forgiven("東京東") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
