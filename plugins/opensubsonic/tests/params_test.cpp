#include "protocol/params.h"

#include <boost/test/unit_test.hpp>

#include "protocol/failure.h"
#include "protocol/ids.h"
#include "protocol/utf8.h"

using namespace veza::opensubsonic;

namespace {
int code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return static_cast<int>(failure.code());
  }
  return -1;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(params)

BOOST_AUTO_TEST_CASE(a_name_may_come_several_times) {
  Params params;
  BOOST_TEST(params.read("id=a&id=b+c&&empty=&%69d=%C3%A9"));
  BOOST_TEST(params.read("id=d"));
  const auto ids = params.all("id");
  BOOST_REQUIRE_EQUAL(ids.size(), 4U);
  BOOST_TEST(ids[1] == "b c");
  BOOST_TEST(ids[2] == "\xC3\xA9");
  BOOST_TEST(ids[3] == "d");
  BOOST_TEST(!params.find("empty"));
  BOOST_TEST(params.all("empty").size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read) {
  for (const char* form : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%c0%af=1", "a=%ed%a0%80", "a=%f4%90%80%80"}) {
    Params params;
    BOOST_TEST(!params.read(form), form);
  }
  std::string many;
  for (size_t i = 0; i <= Params::most; ++i) many += "a=1&";
  Params params;
  BOOST_TEST(!params.read(many));
}

BOOST_AUTO_TEST_CASE(numbers_and_flags) {
  Params params;
  BOOST_TEST(params.read("n=12&bad=12x&far=99999999999999999999&neg=-1&yes=true&one=1&maybe=maybe"));
  BOOST_TEST(params.number("n", 0, 0, 20) == 12);
  BOOST_TEST(params.number("none", 7, 0, 20) == 7);
  for (const char* name : {"bad", "far", "neg", "yes"}) {
    BOOST_TEST(code_of([&] { params.number(name, 0, 0, 20); }) == 0, name);
  }
  BOOST_TEST(code_of([&] { params.require("none"); }) == 10);
  BOOST_TEST(code_of([&] { params.require_number("none", 0, 1); }) == 10);
  BOOST_TEST(params.flag("yes", false));
  BOOST_TEST(params.flag("one", false));
  BOOST_TEST(params.flag("none", true));
  BOOST_TEST(code_of([&] { params.flag("maybe", false); }) == 0);
}

BOOST_AUTO_TEST_CASE(ids_say_what_they_are_of) {
  const std::string uuid = "01900000-0000-7000-8000-000000000001";
  BOOST_TEST((parse_id("al-" + uuid).kind == Kind::album));
  BOOST_TEST(parse_id("tr-" + uuid).site_id == uuid);
  BOOST_TEST(parse_id("pl-" + uuid, Kind::playlist) == uuid);
  for (const std::string& text :
       std::vector<std::string>{"", uuid, "tr-", "tr-" + uuid + "x", "xx-" + uuid, "tr-../../etc"}) {
    BOOST_TEST(code_of([&] { parse_id(text); }) == 70, text);
  }
  BOOST_TEST(code_of([&] { parse_id("al-" + uuid, Kind::song); }) == 70);
}

BOOST_AUTO_TEST_CASE(text_that_xml_cannot_hold) {
  BOOST_TEST(xml_text("a\x01 b\t\n\xEF\xBF\xBF"
                      "c\x7f") == "a b\t\nc\x7f");
  BOOST_TEST(xml_text("\xff") == "\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_SUITE_END()
