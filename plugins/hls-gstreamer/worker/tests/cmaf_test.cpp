#include "cmaf/cmaf.h"

#include <boost/test/unit_test.hpp>

#include "bytes.h"
#include "cmaf/flac_config.h"
#include "formats/cursor.h"
#include "formats/mp4_boxes.h"
#include "formats/mp4_entry.h"
#include "formats/mp4_samples.h"

using namespace veza::transcode;

namespace {

TrackConfig aac() {
  TrackConfig track;
  track.priming = 1024;
  track.duration = 1000000;
  track.bitrate = 128000;
  track.config = bytes("\x12\x10");
  return track;
}

std::vector<std::string> types(std::span<const std::uint8_t> parent) {
  std::vector<std::string> out;
  for_each_box(parent, [&](const Mp4Box& box) { out.emplace_back(box.type); });
  return out;
}

const std::vector<std::string> kInit{"ftyp", "moov"}, kSegment{"styp", "moof", "mdat"};

}  // namespace

BOOST_AUTO_TEST_CASE(an_init_segment_reads_back) {
  const auto init = bytes(init_segment(aac()));
  BOOST_TEST(types(init) == kInit, boost::test_tools::per_element());
  const auto moov = find_box(init, {"moov"});
  Mp4Track track;
  BOOST_REQUIRE(parse_sample_description(find_box(moov, {"trak", "mdia", "minf", "stbl", "stsd"}), track));
  BOOST_TEST(track.codec == "aac");
  BOOST_TEST(track.rate == 44100u);
  BOOST_TEST(track.channels == 2u);
  BOOST_TEST(track.config == bytes("\x12\x10"), boost::test_tools::per_element());
  const auto defaults = read_fragment_defaults(moov, 1);
  BOOST_TEST(defaults.duration == 1024u);
}

BOOST_AUTO_TEST_CASE(the_edit_list_hides_the_priming) {
  const auto init = bytes(init_segment(aac()));
  Cursor elst(find_box(init, {"moov", "trak", "edts", "elst"}));
  BOOST_TEST(elst.be32() == 1u << 24);
  BOOST_TEST(elst.be32() == 1u);
  BOOST_TEST(elst.be64() == 1000000u);
  BOOST_TEST(elst.be64() == 1024u);
  BOOST_TEST(elst.be32() == 0x10000u);
  TrackConfig flac;
  flac.codec = TrackCodec::flac;
  flac.config = flac_streaminfo(44100, 2, 16);
  BOOST_TEST(find_box(bytes(init_segment(flac)), {"moov", "trak", "edts"}).empty());
}

BOOST_AUTO_TEST_CASE(flac_has_its_own_entry_and_box) {
  TrackConfig flac;
  flac.codec = TrackCodec::flac;
  flac.config = flac_streaminfo(44100, 2, 16);
  const auto init = bytes(init_segment(flac));
  const auto stsd = find_box(init, {"moov", "trak", "mdia", "minf", "stbl", "stsd"});
  const auto entry = find_box(stsd.subspan(8), {"fLaC"});
  const auto dfla = find_box(entry.subspan(28), {"dfLa"});
  BOOST_REQUIRE(dfla.size() == 4u + 4 + 34);
  BOOST_TEST(static_cast<int>(dfla[4]) == 0x80);
  BOOST_TEST(codecs_string(flac) == "fLaC");
  BOOST_TEST(codecs_string(aac()) == "mp4a.40.2");
}

BOOST_AUTO_TEST_CASE(a_media_segment_reads_back) {
  const std::vector<Unit> units{{3, 1024}, {5, 1024}, {2, 100}};
  const auto segment = bytes(media_segment(7, 123456789012ull, units, 1024, "aaabbbbbcc"));
  BOOST_TEST(types(segment) == kSegment, boost::test_tools::per_element());
  const auto moof = find_box(segment, {"moof"});
  Cursor mfhd(find_box(moof, {"mfhd"}));
  mfhd.skip(4);
  BOOST_TEST(mfhd.be32() == 7u);
  Cursor tfdt(find_box(moof, {"traf", "tfdt"}));
  tfdt.skip(4);
  BOOST_TEST(tfdt.be64() == 123456789012ull);

  std::vector<AccessUnit> read;
  const auto moof_at = static_cast<std::uint64_t>(moof.data() - segment.data()) - 8;
  BOOST_REQUIRE(append_fragment(moof, moof_at, {1, 0, 0}, read));
  BOOST_REQUIRE(read.size() == 3u);
  BOOST_TEST(read[1].duration == 1024u);
  BOOST_TEST(read[2].duration == 100u);
  const std::string all(segment.begin(), segment.end());
  BOOST_TEST(all.substr(read[0].offset, 3) == "aaa");
  BOOST_TEST(all.substr(read[1].offset, 5) == "bbbbb");
  BOOST_TEST(all.substr(read[2].offset, 2) == "cc");
}

BOOST_AUTO_TEST_CASE(equal_durations_are_written_once) {
  const std::vector<Unit> equal(100, Unit{1, 1024});
  std::vector<Unit> trimmed = equal;
  trimmed.back().samples = 1;
  const std::string payload(100, 'x');
  BOOST_TEST(media_segment(1, 0, trimmed, 1024, payload).size() ==
             media_segment(1, 0, equal, 1024, payload).size() + 400);
}
