#include "net/multipart.h"

#include <boost/test/unit_test.hpp>

using namespace veza::net;
using veza::base::Code;

BOOST_AUTO_TEST_SUITE(multipart)

namespace {

std::string part(const std::string& disposition, const std::string& content, const std::string& more = {}) {
  return "--B\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n" + content + "\r\n";
}

std::string repeated(const std::string& text, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(parts_are_found_in_place) {
  const std::string audio("RIFF\0\r\n--C\r\n--\r\n-\xff", 19);
  const std::string body = part("name=\"title\"", "A song") +
                           part("name=\"file\"; filename=\"a.wav\"", audio, "Content-Type: audio/wav\r\n") +
                           part("name=empty", "") + "--B--\r\n";
  const auto parts = parse_multipart(body, "B");
  BOOST_REQUIRE_MESSAGE(parts.has_value(), (parts ? "" : parts.error().message));
  BOOST_REQUIRE(parts->size() == 3);
  BOOST_TEST((*parts)[0].name == "title");
  BOOST_TEST((*parts)[0].content(body) == "A song");
  BOOST_TEST((*parts)[0].content_type == "text/plain");
  BOOST_TEST(!(*parts)[0].filename.has_value());
  BOOST_TEST((*parts)[1].filename.value() == "a.wav");
  BOOST_TEST((*parts)[1].content_type == "audio/wav");
  BOOST_TEST(((*parts)[1].content(body) == audio));
  BOOST_TEST((*parts)[2].size == 0U);
}

BOOST_AUTO_TEST_CASE(names_as_browsers_write_them) {
  const std::pair<const char*, const char*> cases[] = {
      {R"(name=f; filename="a\"b.wav")", "a\"b.wav"},
      {R"(name=f; filename="a%22b.wav")", "a\"b.wav"},
      {R"(name=f; filename="C:\dir\b.wav")", "C:\\dir\\b.wav"},
      {R"(name=f; filename="50%.wav")", "50%.wav"},
      {"name=f; filename=\"\xc3\xa9.wav\"", "\xc3\xa9.wav"},
      {R"(name=f; filename="a;b.wav")", "a;b.wav"},
      {R"(NAME=f;FileName=plain.wav)", "plain.wav"},
      {R"(name=f; filename="")", ""},
      {R"(name=f; filename="a%0D%0Ab")", "a  b"},
  };
  for (const auto& [disposition, expected] : cases) {
    const auto parts = parse_multipart(part(disposition, "x") + "--B--", "B");
    BOOST_REQUIRE_MESSAGE(parts.has_value(), disposition);
    BOOST_TEST(parts->front().filename.value() == expected);
  }
}

BOOST_AUTO_TEST_CASE(odd_but_legal_bodies) {
  const std::string one = part("name=a", "x");
  for (const std::string& body :
       {one + "--B--", one + "--B--\r\nepilogue", "preamble\r\n" + one + "--B--\r\n", "\r\n" + one + "--B--\r\n",
        part("name=a", "x", "X-Other: y\r\nContent-Transfer-Encoding: binary\r\n") + "--B--"}) {
    const auto parts = parse_multipart(body, "B");
    BOOST_REQUIRE_MESSAGE(parts.has_value(), body);
    BOOST_TEST(parts->front().content(body) == "x");
  }
  BOOST_TEST(parse_multipart("--B--\r\n", "B").value().empty());
}

BOOST_AUTO_TEST_CASE(malformed_bodies) {
  const std::string end = "--B--\r\n";
  const std::pair<const char*, std::string> cases[] = {
      {"nothing", ""},
      {"no boundary", "hello"},
      {"another boundary", "--C\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--C--"},
      {"only the boundary", "--B"},
      {"a boundary and a line break", "--B\r\n"},
      {"one dash at the end", "--B-"},
      {"no closing boundary", part("name=a", "x")},
      {"closing without dashes", part("name=a", "x") + "--B"},
      {"text behind a boundary", "--Bx\r\n\r\n" + end},
      {"text behind the closing boundary", part("name=a", "x") + "--B--x"},
      {"bare LF behind a boundary", "--B\nContent-Disposition: form-data; name=a\n\nx\n--B--"},
      {"no header", "--B\r\n\r\nx\r\n" + end},
      {"headers that do not end", "--B\r\nContent-Disposition: form-data; name=a\r\n"},
      {"no disposition", "--B\r\nContent-Type: text/plain\r\n\r\nx\r\n" + end},
      {"two dispositions", part("name=a", "x", "Content-Disposition: form-data; name=b\r\n") + end},
      {"two types", part("name=a", "x", "Content-Type: a/b\r\nContent-Type: c/d\r\n") + end},
      {"attachment", "--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n" + end},
      {"no name", part("filename=a", "x") + end},
      {"empty name", part("name=\"\"", "x") + end},
      {"name twice", part("name=a; name=b", "x") + end},
      {"an open quote", part("name=\"a", "x") + end},
      {"a name without value", part("name", "x") + end},
      {"text behind a quote", part("name=\"a\"b", "x") + end},
      {"filename*", part("name=a; filename*=UTF-8''a.wav", "x") + end},
      {"a name that is not UTF-8", part("name=\"\xff\"", "x") + end},
      {"a filename that is not UTF-8", part("name=a; filename=\"\xc3\"", "x") + end},
      {"base64", part("name=a", "eA==", "Content-Transfer-Encoding: base64\r\n") + end},
      {"a header without colon", part("name=a", "x", "nonsense\r\n") + end},
      {"a header name with a space", part("name=a", "x", "A : b\r\n") + end},
      {"a folded header", part("name=a", "x", " folded\r\n") + end},
      {"NUL in a header", part("name=a", "x", std::string("A: \0\r\n", 6)) + end},
      {"bare CR in a header", part("name=a", "x", "A: b\rc\r\n") + end},
      {"bare LF in a header", part("name=a", "x", "A: b\nc\r\n") + end},
  };
  for (const auto& [name, body] : cases) {
    const auto parts = parse_multipart(body, "B");
    BOOST_TEST(!parts.has_value(), name);
    if (!parts) BOOST_TEST((parts.error().code == Code::invalid), name);
  }
}

BOOST_AUTO_TEST_CASE(limits_on_parts_and_headers) {
  const auto code = [](const std::string& body) { return parse_multipart(body, "B").error().code; };
  BOOST_TEST(parse_multipart(repeated(part("name=a", "x"), 100) + "--B--", "B").value().size() == 100U);
  BOOST_TEST((code(repeated(part("name=a", "x"), 101) + "--B--") == Code::too_large));
  BOOST_TEST((code(part("name=a", "x", "A: " + std::string(9000, 'b') + "\r\n") + "--B--") == Code::too_large));
}

BOOST_AUTO_TEST_CASE(boundaries_of_content_types) {
  BOOST_TEST(multipart_boundary("multipart/form-data; boundary=abc").value() == "abc");
  BOOST_TEST(multipart_boundary("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"a b'()+_,-./:=?c\"").value() ==
             "a b'()+_,-./:=?c");
  BOOST_TEST((multipart_boundary("application/json").error().code == Code::unsupported));
  BOOST_TEST((multipart_boundary("multipart/mixed; boundary=a").error().code == Code::unsupported));
  for (const std::string& bad :
       {std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
        std::string("multipart/form-data; boundary=\"\""), std::string("multipart/form-data; boundary=a; boundary=b"),
        std::string("multipart/form-data; boundary=\"a "), std::string("multipart/form-data; boundary=\"a \""),
        std::string("multipart/form-data; boundary=a\r\nb"), "multipart/form-data; boundary=" + std::string(71, 'a')}) {
    BOOST_TEST((multipart_boundary(bad).error().code == Code::invalid), bad);
  }
}

BOOST_AUTO_TEST_SUITE_END()
