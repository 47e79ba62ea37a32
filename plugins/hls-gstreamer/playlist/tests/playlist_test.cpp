#include "playlist/playlist.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <sstream>

#include "playlist/bandwidth.h"

using namespace veza::hls;

namespace {

std::vector<Segment> three() {
  return {{"seg-00001.m4s", 176128}, {"seg-00002.m4s", 176128}, {"seg-00003.m4s", 88744}};
}

double extinf_sum(const std::string& text) {
  std::istringstream lines(text);
  double sum = 0;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("#EXTINF:")) sum += std::stod(line.substr(8));
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_finished_playlist_is_vod) {
  const auto segments = three();
  BOOST_TEST(media_playlist({.finished = true}, segments) ==
             "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:VOD\n"
             "#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"init.mp4\"\n"
             "#EXTINF:3.993832,\nseg-00001.m4s\n#EXTINF:3.993832,\nseg-00002.m4s\n#EXTINF:2.012336,\nseg-00003.m4s\n"
             "#EXT-X-ENDLIST\n");
}

BOOST_AUTO_TEST_CASE(a_growing_playlist_is_event_and_only_ever_appended_to) {
  const auto segments = three();
  std::string before = media_playlist({}, {});
  BOOST_TEST(before.find("#EXT-X-PLAYLIST-TYPE:EVENT\n") != std::string::npos);
  for (std::size_t n = 1; n <= segments.size(); ++n) {
    const std::string now = media_playlist({}, std::span(segments).first(n));
    BOOST_TEST(now.starts_with(before));
    BOOST_TEST(now.find("ENDLIST") == std::string::npos);
    before = now;
  }
}

BOOST_AUTO_TEST_CASE(extinf_rounding_does_not_add_up) {
  std::vector<Segment> many(20000, Segment{"s", 176128});
  many.push_back({"s", 1});
  const double exact = (20000.0 * 176128 + 1) / 44100;
  BOOST_TEST(std::abs(extinf_sum(media_playlist({.finished = true}, many)) - exact) < 0.00001);
}

BOOST_AUTO_TEST_CASE(no_segment_rounds_to_more_than_the_target) {
  const std::vector<Segment> segments{{"a", 44100 * 5}, {"b", 44100}};
  BOOST_TEST(media_playlist({}, segments).find("#EXT-X-TARGETDURATION:5\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_uri_goes_through_the_maker) {
  const auto segments = three();
  const auto token = with_query("token", "a.b-c_d~e/+=");
  const std::string media = media_playlist({}, segments, token);
  BOOST_TEST(media.find("#EXT-X-MAP:URI=\"init.mp4?token=a.b-c_d~e%2F%2B%3D\"\n") != std::string::npos);
  BOOST_TEST(media.find("\nseg-00002.m4s?token=a.b-c_d~e%2F%2B%3D\n") != std::string::npos);
  const std::vector<Variant> variants{{"low/playlist.m3u8?x=1", 140000, 0, "mp4a.40.2"}};
  BOOST_TEST(master_playlist(variants, token).find("\nlow/playlist.m3u8?x=1&token=") != std::string::npos);
  BOOST_TEST(with_query("token", "")("a") == "a");
}

BOOST_AUTO_TEST_CASE(a_master_playlist_names_every_variant) {
  const std::vector<Variant> variants{{"low/playlist.m3u8", 140000, 131000, "mp4a.40.2"},
                                      {"lossless/playlist.m3u8", 1200000, 900000, "fLaC"}};
  BOOST_TEST(master_playlist(variants) ==
             "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
             "#EXT-X-STREAM-INF:BANDWIDTH=140000,AVERAGE-BANDWIDTH=131000,CODECS=\"mp4a.40.2\"\nlow/playlist.m3u8\n"
             "#EXT-X-STREAM-INF:BANDWIDTH=1200000,AVERAGE-BANDWIDTH=900000,CODECS=\"fLaC\"\n"
             "lossless/playlist.m3u8\n");
}

BOOST_AUTO_TEST_CASE(an_attribute_cannot_be_broken_out_of) {
  const std::vector<Variant> variants{{"u", 1, 0, "a\"\n#EXT-X-EVIL"}};
  BOOST_TEST(master_playlist(variants).find("CODECS=\"a#EXT-X-EVIL\"\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bandwidth_is_measured_over_whole_segments) {
  const std::vector<SegmentCost> costs{{64000, 176128}, {70000, 176128}, {2000, 1024}};
  const Bandwidth measured = measure_bandwidth(costs, 44100);
  BOOST_TEST(measured.peak == 140216u);
  BOOST_TEST(measured.average == 135815u);
  BOOST_TEST(measure_bandwidth({}, 44100).peak == 0u);
  const std::vector<SegmentCost> one{{2000, 1024}};
  BOOST_TEST(measure_bandwidth(one, 44100).peak == measure_bandwidth(one, 44100).average);
}

BOOST_AUTO_TEST_CASE(expected_bandwidth_leaves_room) {
  BOOST_TEST(expected_bandwidth(128000).average > 128000u);
  BOOST_TEST(expected_bandwidth(128000).peak > expected_bandwidth(128000).average);
}
