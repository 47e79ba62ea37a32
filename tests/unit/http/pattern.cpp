#include <boost/test/unit_test.hpp>

#include "http/route.h"

using namespace veza;
using http::parse_pattern;
using http::Segment;

BOOST_AUTO_TEST_SUITE(pattern)

BOOST_AUTO_TEST_CASE(good_patterns_become_segments) {
  BOOST_TEST(parse_pattern("/")->empty());
  const auto segments = parse_pattern("/api/v1/tracks/{id}/hls/{rest...}").value();
  BOOST_REQUIRE_EQUAL(segments.size(), 6U);
  BOOST_TEST((segments[2].kind == Segment::Kind::literal));
  BOOST_TEST(segments[3].text == "id");
  BOOST_TEST((segments[3].kind == Segment::Kind::param));
  BOOST_TEST((segments[5].kind == Segment::Kind::rest));
  BOOST_TEST(segments[5].text == "rest");
  BOOST_TEST(parse_pattern("/.well-known/jwks.json").has_value());
}

BOOST_AUTO_TEST_CASE(bad_patterns_are_errors) {
  for (const char* text :
       {"", "tracks", "//", "/a//b", "/a/", "/{}", "/{id", "/id}", "/x{id}", "/{id}x", "/{Id}", "/{1d}", "/{i-d}",
        "/{a}/{a}", "/{a...}/b", "/{...}", "/{a..}", "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}", "/{{a}}"}) {
    const auto parsed = parse_pattern(text);
    BOOST_TEST(!parsed.has_value(), text);
    if (parsed) continue;
    BOOST_TEST(base::name(parsed.error().code) == "invalid");
    BOOST_TEST(parsed.error().message.find(std::string("\"") + text + "\"") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
