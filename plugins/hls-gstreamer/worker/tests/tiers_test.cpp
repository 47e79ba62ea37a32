#include "tiers.h"

#include <boost/test/unit_test.hpp>

using namespace veza::transcode;

namespace {

const std::vector<TierRequest> kUsual{{"low", 128000}, {"medium", 256000}, {"high", 320000}};

std::string plan(SourceInfo source, bool lossless = false, bool may_copy = false) {
  std::string out;
  for (const TierPlan& tier : plan_tiers(kUsual, lossless, source, may_copy)) {
    out += (out.empty() ? "" : " ") + tier.name;
    if (tier.kind == TierKind::copy_aac) out += "=copy" + std::to_string(tier.bitrate);
    if (tier.kind == TierKind::encode_flac) out += "=flac";
  }
  return out;
}

SourceInfo lossy(std::uint32_t bitrate) {
  SourceInfo info;
  info.lossy = true;
  info.bitrate = bitrate;
  return info;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_tier_is_above_a_lossy_source) {
  BOOST_TEST(plan({}) == "low medium high");
  BOOST_TEST(plan({}, true) == "low medium high lossless=flac");
  BOOST_TEST(plan(lossy(320000), true) == "low medium high");
  BOOST_TEST(plan(lossy(306000)) == "low medium high");
  BOOST_TEST(plan(lossy(256000)) == "low medium");
  BOOST_TEST(plan(lossy(245000)) == "low medium");
  BOOST_TEST(plan(lossy(192000)) == "low");
  BOOST_TEST(plan(lossy(64000)) == "low");
  BOOST_TEST(plan(lossy(0)) == "low medium high");
}

BOOST_AUTO_TEST_CASE(aac_is_copied_into_the_tier_it_fits) {
  BOOST_TEST(plan(lossy(256000), false, true) == "low medium=copy256000");
  BOOST_TEST(plan(lossy(192000), false, true) == "low medium=copy192000");
  BOOST_TEST(plan(lossy(131000), false, true) == "low=copy131000");
  BOOST_TEST(plan(lossy(96000), false, true) == "low=copy96000");
  BOOST_TEST(plan(lossy(330000), false, true) == "low medium high=copy330000");
  BOOST_TEST(plan(lossy(500000), false, true) == "low medium high");
}

BOOST_AUTO_TEST_CASE(tiers_are_read_from_text) {
  const auto tiers = parse_tiers("a:16000,b-2_x:512000");
  BOOST_REQUIRE(tiers);
  BOOST_TEST(tiers->size() == 2u);
  BOOST_TEST((*tiers)[1].name == "b-2_x");
  BOOST_TEST((*tiers)[1].bitrate == 512000u);
  for (const char* bad : {"", "low", "low:", ":128000", "low:15999", "low:512001", "low:128k", "low:-1", "Low:128000",
                          "../x:128000", "a/b:128000", "low:128000,", "low:128000,low:256000", "lossless:128000",
                          "low:99999999999", "a:16000,b:16000,c:16000,d:16000,e:16000,f:16000,g:16000,h:16000,i:16000"})
    BOOST_TEST(!parse_tiers(bad), bad);
}

BOOST_AUTO_TEST_CASE(segments_end_where_aac_frames_and_flac_blocks_do) {
  BOOST_TEST(segment_samples(4, 44100) == 176128u);
  BOOST_TEST(segment_samples(6, 44100) % 4096 == 0u);
  BOOST_TEST(segment_samples(0.01, 44100) == 4096u);
}
