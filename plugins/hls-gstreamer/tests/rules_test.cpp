#include <boost/test/unit_test.hpp>

#include "rules/aligner.h"
#include "rules/names.h"
#include "track_cache.h"

using namespace veza::hls;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(hls_rules)

BOOST_AUTO_TEST_CASE(segment_names) {
  for (const std::string good : {"init.mp4", "seg-00001.m4s", "seg-99999.m4s", "seg-100000.m4s", "seg-9999999.m4s"}) {
    BOOST_TEST(is_segment_file(good), good);
  }
  for (const std::string bad :
       {"", "init.mp4 ", "INIT.MP4", "seg-0001.m4s", "seg-00000.m4s", "seg-000001.m4s", "seg-10000000.m4s",
        "seg-0000a.m4s", "seg-.m4s", "seg-00001.m4s/..", "../init.mp4", "seg-00001.mp4", "waveform.json",
        "seg-+0001.m4s", "seg-00001.m4s.m4s", "playlist.m3u8", "seg-.m4sseg-.m4s"}) {
    BOOST_TEST(!is_segment_file(bad), bad);
  }
  BOOST_TEST(!is_segment_file(std::string("init.mp4\0", 9)));
  BOOST_TEST(segment_file(1) == "seg-00001.m4s");
  BOOST_TEST(segment_file(123456) == "seg-123456.m4s");
}

BOOST_AUTO_TEST_CASE(qualities) {
  for (const std::string good : {"low", "high-2", "a_b", "0"}) BOOST_TEST(is_quality(good), good);
  for (const std::string bad : {"", "..", "a/b", "Low", "a b", "l\xC3\xB6w"}) BOOST_TEST(!is_quality(bad), bad);
  BOOST_TEST(!is_quality(std::string(33, 'a')));
}

BOOST_AUTO_TEST_CASE(keys) {
  BOOST_TEST(blob_key("t", "g", "low/init.mp4") == "hls/t/g/low/init.mp4");
  const auto a = new_generation(), b = new_generation();
  BOOST_TEST(a.size() == 16U);
  BOOST_TEST(a != b);
}

BOOST_AUTO_TEST_CASE(a_segment_counts_when_every_tier_has_it) {
  Aligner aligner({"low", "high"});
  BOOST_TEST(aligner.add_init("low"));
  BOOST_TEST(aligner.add("low", 1, 100));
  BOOST_TEST(aligner.add("low", 2, 100));
  BOOST_TEST(aligner.add("high", 1, 100));
  BOOST_TEST(!aligner.next().has_value());  // one init segment is missing
  BOOST_TEST(aligner.add_init("high"));
  const auto first = aligner.next();
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(first->index == 1U);
  BOOST_TEST(first->duration == 100U);
  BOOST_TEST(!aligner.next().has_value());
  BOOST_TEST(aligner.add("high", 2, 100));
  BOOST_TEST(aligner.add("high", 3, 40));
  BOOST_TEST(aligner.next()->index == 2U);
  BOOST_TEST(!aligner.next().has_value());
  BOOST_TEST(aligner.add("low", 3, 40));
  BOOST_TEST(aligner.next()->duration == 40U);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  Aligner aligner({"low", "high"});
  BOOST_TEST(!aligner.add_init("other"));
  BOOST_TEST(!aligner.add("other", 1, 100));
  BOOST_TEST(!aligner.add("low", 2, 100));
  BOOST_TEST(!aligner.add("low", 1, 0));
  BOOST_TEST(aligner.add("low", 1, 100));
  BOOST_TEST(!aligner.add("low", 1, 100));
  BOOST_TEST(!aligner.add("high", 1, 99));
  BOOST_TEST(!Aligner({}).next().has_value());
}

BOOST_AUTO_TEST_CASE(the_cache_forgets) {
  TrackCache cache;
  int loads = 0;
  const auto load = [&] {
    ++loads;
    return ServedTrack{"gen", true};
  };
  const auto now = TrackCache::Clock::now();
  BOOST_TEST(cache.get("a", load, now).generation == "gen");
  BOOST_TEST(cache.get("a", load, now + 59s).is_public);
  BOOST_TEST(loads == 1);
  cache.get("a", load, now + 61s);
  BOOST_TEST(loads == 2);
  cache.forget("a");
  cache.get("a", load, now + 61s);
  BOOST_TEST(loads == 3);
}

// What was read before a change must not be kept after it.
BOOST_AUTO_TEST_CASE(a_change_during_the_load_wins) {
  TrackCache cache;
  const auto stale = cache.get("a", [&] {
    cache.forget("a");
    return ServedTrack{"old", true};
  });
  BOOST_TEST(stale.generation == "old");
  BOOST_TEST(cache.get("a", [] { return ServedTrack{"new", false}; }).generation == "new");
}

BOOST_AUTO_TEST_SUITE_END()
