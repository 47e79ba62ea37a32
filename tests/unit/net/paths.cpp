#include <array>
#include <boost/test/unit_test.hpp>

#include "net/message.h"
#include "net/target.h"

using namespace veza::net;

BOOST_AUTO_TEST_SUITE(paths)

BOOST_AUTO_TEST_CASE(paths_are_decoded_then_normalised) {
  const std::pair<const char*, const char*> cases[] = {
      {"/", "/"},
      {"/a/b", "/a/b"},
      {"/a/b/", "/a/b/"},
      {"/a//b", "/a/b"},
      {"//a", "/a"},
      {"/a/./b", "/a/b"},
      {"/a/.", "/a/"},
      {"/a/../b", "/b"},
      {"/a/..", "/"},
      {"/a/%2e%2e/b", "/b"},
      {"/a%20b", "/a b"},
      {"/a+b", "/a+b"},
      {"/a%2fb", "/a/b"},
      {"/.hidden", "/.hidden"},
      {"/a.m3u8", "/a.m3u8"},
      {"/...", "/..."},
      {"/%c3%a9", "/\xc3\xa9"},
      {"*", "*"},
  };
  for (const auto& [raw, normal] : cases) BOOST_TEST(normal_path(raw).value_or("refused") == normal, raw);
  for (const char* raw : {"/..", "/a/../..", "/%2e%2e", "/%", "/%g0", "/%00", "/%0a", "/%7f", "/%ff"}) {
    BOOST_TEST(!normal_path(raw).has_value(), raw);
  }
}

BOOST_AUTO_TEST_CASE(queries_are_whole_utf8) {
  for (const char* sound : {"", "a=1&b", "a=%20+%c3%a9", "\xc3\xa9", "=&&=", "a=%25"})
    BOOST_TEST(is_sound_query(sound), sound);
  for (const char* bad : {"%", "a=%2", "a=%zz", "a=%00", "%00%ff", "a=%ff", "\xff"})
    BOOST_TEST(!is_sound_query(bad), bad);
}

BOOST_AUTO_TEST_CASE(query_values_and_cookies_are_found) {
  Request request;
  request.target = "/a?x=1&y=a%20b+c&empty&z=%zz&x=2";
  BOOST_TEST(request.raw_path() == "/a");
  BOOST_TEST(request.query_value("x").value() == "1");
  BOOST_TEST(request.query_value("y").value() == "a b c");
  BOOST_TEST(request.query_value("empty").value() == "");
  BOOST_TEST(!request.query_value("z").has_value());
  BOOST_TEST(!request.query_value("none").has_value());
  request.headers.add("Cookie", "a=1; b=\"two\";c=x=y");
  request.headers.add("cookie", "d=4");
  BOOST_TEST(request.cookie("a").value() == "1");
  BOOST_TEST(request.cookie("b").value() == "two");
  BOOST_TEST(request.cookie("c").value() == "x=y");
  BOOST_TEST(request.cookie("d").value() == "4");
  BOOST_TEST(!request.cookie("A").has_value());
}

BOOST_AUTO_TEST_CASE(a_site_below_a_path_sees_what_is_below_it) {
  const std::vector<std::array<const char*, 3>> cases = {{"/music/x", "/music", "/x"},
                                                         {"/music", "/music", "/"},
                                                         {"/music/", "/music", "/"},
                                                         {"/musical/x", "/music", "/musical/x"},
                                                         {"/x", "/music", "/x"},
                                                         {"/x/music", "/music", "/x/music"},
                                                         {"/a/b/c", "/a/b", "/c"},
                                                         {"/a/c", "/a/b", "/a/c"},
                                                         {"/x", "", "/x"},
                                                         {"/music/music/x", "/music", "/music/x"},
                                                         {"*", "/music", "*"}};
  for (const auto& [path, base, seen] : cases) BOOST_TEST(below_base(path, base) == seen, path);
}

BOOST_AUTO_TEST_SUITE_END()
