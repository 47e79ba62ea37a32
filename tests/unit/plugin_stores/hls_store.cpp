// The SQL of hls-gstreamer on the engine the tests run on.
#include <boost/test/unit_test.hpp>

#include "store/renditions.h"
#include "support.h"

namespace veza::hls {

BOOST_AUTO_TEST_SUITE(hls_store)

struct Store : plugins::test::PluginTables {
  Store() : PluginTables("hls-gstreamer") {}
  Renditions renditions{db};
};

BOOST_FIXTURE_TEST_CASE(a_run_is_written_down_until_another_takes_over, Store) {
  Rendition run;
  run.track_id = "track";
  run.owner_id = "owner";
  run.generation = "g1";
  run.duration_ms = 12'345;
  run.gain_db = -3.5;
  run.progress = 0.5;
  run.timescale = 48000;
  run.tiers = {{"low", 128'000, "mp4a.40.2", false, 120'000, 140'000}};
  db.write([&](const Tx& tx) { Renditions::begin(tx, run.track_id, run.owner_id, run.generation); });
  BOOST_TEST(renditions.unfinished() == std::vector<std::string>{"track"}, boost::test_tools::per_element());
  db.write([&](const Tx& tx) {
    BOOST_TEST(Renditions::set_source(tx, run));
    BOOST_TEST(Renditions::add_segments(tx, run, {{1, 96'000}, {2, 96'000}}));
    BOOST_TEST(Renditions::add_segments(tx, run, {{3, 5'000'000'000}}));
  });
  auto now = *renditions.find("track");
  BOOST_TEST(now.segments == 3);
  BOOST_TEST(now.progress == 0.5);
  BOOST_TEST(now.timescale == 48000u);
  BOOST_TEST(now.playable());
  BOOST_TEST(renditions.segments(now) == (std::vector<uint64_t>{96'000, 96'000, 5'000'000'000}),
             boost::test_tools::per_element());
  db.write([&](const Tx& tx) { BOOST_TEST(Renditions::finish(tx, run)); });
  now = *renditions.find("track");
  BOOST_TEST(now.status == "ready");
  BOOST_TEST(*now.duration_ms == 12'345);
  BOOST_TEST(*now.gain_db == -3.5);
  BOOST_TEST(now.tiers.at(0).peak_bandwidth == 140'000u);
  BOOST_TEST(renditions.unfinished().empty());

  Rendition next = run;
  next.generation = "g2";
  next.gain_db = std::nullopt;
  db.write([&](const Tx& tx) {
    Renditions::begin(tx, next.track_id, next.owner_id, next.generation);
    BOOST_TEST(!Renditions::add_segments(tx, run, {{4, 1}}));
    BOOST_TEST(!Renditions::finish(tx, run));
    BOOST_TEST(!Renditions::requeue(tx, run));
    BOOST_TEST(Renditions::add_segments(tx, next, {{1, 1}}));
    BOOST_TEST(Renditions::fail(tx, next, "broken"));
  });
  now = *renditions.find("track");
  BOOST_TEST(now.status == "failed");
  BOOST_TEST(*now.reason == "broken");
  BOOST_TEST(renditions.segments(now).empty());
  db.write([&](const Tx& tx) {
    BOOST_TEST(Renditions::retry(tx, "track"));
    BOOST_TEST(!Renditions::retry(tx, "track"));
    Renditions::remove(tx, "track");
  });
  BOOST_TEST(!renditions.find("track"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::hls
