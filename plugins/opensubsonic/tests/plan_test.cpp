#include "stream/plan.h"

#include <boost/test/unit_test.hpp>

#include "stream/slots.h"

using namespace veza::opensubsonic;

namespace {
const Defaults defaults{"mp3", 192};
const Source flac{"flac", 900, 200}, mp3{"mp3", 128, 200}, unknown{"wav", 0, 0};

Wanted wanted(const std::string& form) {
  Params params;
  BOOST_REQUIRE(params.read(form));
  return wanted_of(params);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(plans)

BOOST_AUTO_TEST_CASE(as_it_is) {
  for (const char* form : {"", "format=raw", "format=raw&maxBitRate=64&timeOffset=5", "format=flac", "maxBitRate=0",
                           "maxBitRate=1000", "format=unheard-of"}) {
    BOOST_TEST(!plan(wanted(form), flac, defaults), form);
  }
  BOOST_TEST(!plan(wanted("maxBitRate=128"), mp3, defaults));
}

BOOST_AUTO_TEST_CASE(converted) {
  struct Case {
    const char* form;
    Source source;
    const char* format;
    int64_t bitrate;
    const char* type;
  };
  const Case cases[] = {{"maxBitRate=128", flac, "mp3", 128, "audio/mpeg"},
                        {"maxBitRate=100", flac, "mp3", 96, "audio/mpeg"},
                        {"maxBitRate=1", flac, "mp3", 32, "audio/mpeg"},
                        {"format=mp3", flac, "mp3", 192, "audio/mpeg"},
                        {"format=mp3&maxBitRate=9999", flac, "mp3", 320, "audio/mpeg"},
                        {"format=opus&maxBitRate=64", flac, "opus", 64, "audio/ogg"},
                        {"format=ogg", mp3, "opus", 128, "audio/ogg"},
                        {"format=m4a&maxBitRate=96", flac, "aac", 96, "audio/aac"},
                        {"format=flac", mp3, "flac", 0, "audio/flac"},
                        {"timeOffset=10", mp3, "mp3", 128, "audio/mpeg"},
                        {"maxBitRate=320", unknown, "mp3", 320, "audio/mpeg"}};
  for (const auto& each : cases) {
    const auto found = plan(wanted(each.form), each.source, defaults);
    BOOST_REQUIRE(found);
    BOOST_TEST(found->format == each.format, each.form);
    BOOST_TEST(found->bitrate == each.bitrate, each.form);
    BOOST_TEST(found->content_type == each.type, each.form);
    BOOST_TEST(!found->size);
  }
}

BOOST_AUTO_TEST_CASE(a_length_where_one_bitrate_tells_it) {
  const auto whole = plan(wanted("format=mp3&maxBitRate=128&estimateContentLength=true"), flac, defaults);
  BOOST_REQUIRE(whole);
  BOOST_TEST(whole->size.value_or(0) == 201U * 16'000);
  const auto rest = plan(wanted("maxBitRate=128&estimateContentLength=true&timeOffset=150"), flac, defaults);
  BOOST_TEST(rest->size.value_or(0) == 51U * 16'000);
  BOOST_TEST(!plan(wanted("format=opus&estimateContentLength=true"), flac, defaults)->size);
  BOOST_TEST(!plan(wanted("timeOffset=300&estimateContentLength=true"), flac, defaults)->size);
}

BOOST_AUTO_TEST_CASE(so_many_at_once) {
  Slots slots(3, 2);
  auto one = slots.take("ann"), two = slots.take("ann");
  BOOST_TEST((one && two));
  BOOST_TEST(!slots.take("ann"));
  auto three = slots.take("ben");
  BOOST_TEST(!!three);
  BOOST_TEST(!slots.take("cleo"));
  one.reset();
  BOOST_TEST(!!slots.take("cleo"));
  BOOST_TEST(!!slots.take("ann"));
}

BOOST_AUTO_TEST_SUITE_END()
