#include "formats/mp4.h"

#include <boost/test/unit_test.hpp>

#include "bytes.h"
#include "demux/demuxer.h"

using namespace veza::transcode;
using namespace std::string_literals;

namespace {

// A small M4A whose every part a case may change. 10 access units of 20 bytes in 2 chunks.
struct File {
  std::string entry = "mp4a", handler = "soun", config = "\x12\x10"s, elst, smpb;
  unsigned object = 0x40, units = 10, unit_bytes = 20, last_duration = 1024, timescale = 44100, chunk_units = 5;
  unsigned offset = 0;  // 0: right behind the header

  std::string build() const {
    std::string out = assemble(0);
    return assemble(offset ? offset : static_cast<unsigned>(out.size() - units * 20)).append(0, ' ');
  }

 private:
  std::string assemble(unsigned at) const {
    BoxWriter w;
    w.box("ftyp", [](BoxWriter& b) { b.text("M4A ").u32(0).text("M4A "); });
    w.box("moov", [&](BoxWriter& moov) {
      moov.full_box("mvhd", 0, 0, [](BoxWriter& b) { b.zeros(8).u32(1000).u32(0).zeros(80); });
      moov.box("trak", [&](BoxWriter& trak) {
        trak.full_box("tkhd", 0, 7, [](BoxWriter& b) { b.zeros(8).u32(1).zeros(68); });
        if (!elst.empty())
          trak.box("edts", [&](BoxWriter& b) { b.full_box("elst", 0, 0, [&](BoxWriter& e) { e.text(elst); }); });
        trak.box("mdia", [&](BoxWriter& mdia) {
          mdia.full_box("mdhd", 0, 0, [&](BoxWriter& b) { b.zeros(8).u32(timescale).u32(0).u32(0); });
          mdia.full_box("hdlr", 0, 0, [&](BoxWriter& b) { b.u32(0).text(handler).zeros(13); });
          mdia.box("minf", [&](BoxWriter& minf) { minf.box("stbl", [&](BoxWriter& stbl) { tables(stbl, at); }); });
        });
      });
      if (!smpb.empty()) gapless(moov);
    });
    w.box("mdat", [&](BoxWriter& b) { b.text(std::string(units * 20, 'a')); });
    return w.take();
  }

  void tables(BoxWriter& stbl, unsigned at) const {
    stbl.full_box("stsd", 0, 0, [&](BoxWriter& b) {
      b.u32(1).box(entry, [&](BoxWriter& e) {
        e.zeros(6).u16(1).zeros(8).u16(2).u16(16).zeros(4).u32(44100u << 16);
        e.full_box("esds", 0, 0, [&](BoxWriter& d) {
          const auto size = static_cast<unsigned>(config.size());
          d.u8(3)
              .u8(3 + 15 + 2 + size)
              .u16(1)
              .u8(0)
              .u8(4)
              .u8(15 + size)
              .u8(object)
              .zeros(12)
              .u8(5)
              .u8(size)
              .text(config);
        });
      });
    });
    stbl.full_box("stts", 0, 0, [&](BoxWriter& b) { b.u32(2).u32(units - 1).u32(1024).u32(1).u32(last_duration); });
    stbl.full_box("stsc", 0, 0, [&](BoxWriter& b) { b.u32(1).u32(1).u32(chunk_units).u32(1); });
    stbl.full_box("stsz", 0, 0, [&](BoxWriter& b) { b.u32(unit_bytes).u32(units); });
    stbl.full_box("stco", 0, 0, [&](BoxWriter& b) { b.u32(2).u32(at).u32(at + 100); });
  }

  void gapless(BoxWriter& moov) const {
    moov.box("udta", [&](BoxWriter& udta) {
      udta.full_box("meta", 0, 0, [&](BoxWriter& meta) {
        meta.box("ilst", [&](BoxWriter& ilst) {
          ilst.box("----", [&](BoxWriter& item) {
            item.full_box("mean", 0, 0, [](BoxWriter& b) { b.text("com.apple.iTunes"); });
            item.full_box("name", 0, 0, [](BoxWriter& b) { b.text("iTunSMPB"); });
            item.full_box("data", 0, 1, [&](BoxWriter& b) { b.u32(0).text(smpb); });
          });
        });
      });
    });
  }
};

Result<Mp4Track> parse(const File& file) {
  MemorySource from = source(file.build());
  return parse_mp4(from);
}

std::string edit(std::uint32_t duration, std::uint32_t media_time) {
  return be(1, 4) + be(duration, 4) + be(media_time, 4) + be(0x10000, 4);
}

}  // namespace

BOOST_AUTO_TEST_CASE(units_lie_where_the_tables_say) {
  const File plain;
  const auto track = parse(plain);
  BOOST_REQUIRE(track);
  BOOST_TEST(track->codec == "aac");
  BOOST_TEST(track->rate == 44100u);
  BOOST_REQUIRE(track->units.size() == 10u);
  BOOST_TEST(track->units[6].offset == track->units[0].offset + 120);
  BOOST_TEST(track->units[9].offset + 20 == plain.build().size());
  BOOST_TEST(track->skip == 0u);
  BOOST_TEST(track->keep == 10240u);
}

BOOST_AUTO_TEST_CASE(edit_lists_say_what_is_heard) {
  struct Case {
    std::string elst;
    unsigned last_duration;
    std::uint64_t skip, keep;
  };
  const Case cases[] = {
      {edit(209, 1024), 1024, 1024, 9216},  // 208.98 ms, a tick coarser than exact
      {edit(199, 1024), 600, 1024, 8792},   // last unit shorter: 199.36 ms
      {edit(100, 1024), 1024, 1024, 4410},  // plainly shorter than the media
      {edit(0, 1024), 1024, 1024, 9216},    // to the end
      {be(2, 4) + be(50, 4) + be(0xFFFFFFFF, 4) + be(0x10000, 4) + edit(209, 2112).substr(4), 1024, 2112,
       8128},                                          // gap first
      {edit(209, 999999), 1024, 0, 10240},             // beyond the media
      {be(500, 4), 1024, 0, 10240},                    // promises entries it has not
      {edit(209, 1024).substr(0, 9), 1024, 0, 10240},  // cut short
  };
  for (const Case& test : cases) {
    File file;
    file.elst = test.elst;
    file.last_duration = test.last_duration;
    const auto track = parse(file);
    BOOST_REQUIRE(track);
    BOOST_TEST(track->skip == test.skip);
    BOOST_TEST(track->keep == test.keep);
  }
}

BOOST_AUTO_TEST_CASE(itunes_gapless_data_says_what_is_heard) {
  const std::string rest = " 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000";
  const std::pair<std::string, std::uint64_t> cases[] = {
      {" 00000000 00000840 000001C0 0000000000001E00" + rest, 7680},
      {" 00000000 00000840 000001C0 FFFFFFFFFFFFFFFF" + rest, 10240},
      {" 00000000 FFFFFFFF 000001C0 0000000000001E00" + rest, 10240},
      {" 00000000 00000840", 10240},
      {std::string(80, 'z'), 10240},
  };
  for (const auto& [text, keep] : cases) {
    File file;
    file.smpb = text;
    const auto track = parse(file);
    BOOST_REQUIRE(track);
    BOOST_TEST(track->keep == keep);
    BOOST_TEST(track->skip == (keep == 7680 ? 2112u : 0u));
  }
}

BOOST_AUTO_TEST_CASE(only_units_that_keep_the_tiers_aligned_are_copied) {
  File file;
  const auto copied = [&] {
    MemorySource from = source(file.build());
    return (*open_demuxer(from))->copy().has_value();
  };
  file.elst = edit(209, 1024);
  BOOST_TEST(copied());
  file.elst = edit(185, 2112);
  BOOST_TEST(!copied());
  file.elst = edit(209, 1024);
  file.timescale = 48000;
  BOOST_TEST(!copied());
  file.timescale = 44100;
  file.config = "\x2B\x92\x08\x00"s;
  BOOST_TEST(!copied());
}

BOOST_AUTO_TEST_CASE(malformed_mp4s) {
  struct Case {
    const char* what;
    std::function<void(File&)> change;
    std::string expected;
  };
  const Case cases[] = {
      {"video only", [](File& f) { f.handler = "vide"; }, "no_audio_track"},
      {"protected", [](File& f) { f.entry = "drms"; }, "unsupported"},
      {"encrypted", [](File& f) { f.entry = "enca"; }, "unsupported"},
      {"another codec", [](File& f) { f.entry = "ac-3"; }, "unsupported"},
      {"mp3 in mp4", [](File& f) { f.object = 0x6B; }, "unsupported"},
      {"an empty config", [](File& f) { f.config.clear(); }, "corrupt"},
      {"no units", [](File& f) { f.units = 0; }, "empty"},
      {"units beyond the end", [](File& f) { f.offset = 100000; }, "truncated"},
      {"units larger than the file", [](File& f) { f.unit_bytes = 0x7FFFFFFF; }, "corrupt"},
      {"chunks that hold too few", [](File& f) { f.chunk_units = 1; }, "corrupt"},
      {"no timescale", [](File& f) { f.timescale = 0; }, "corrupt"},
  };
  for (const Case& test : cases) {
    BOOST_TEST_CONTEXT(test.what) {
      File file;
      test.change(file);
      BOOST_TEST(outcome(parse(file)) == test.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_mp4_may_end_anywhere) {
  const std::string whole = File{}.build();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    MemorySource cut = source(whole.substr(0, length));
    BOOST_TEST(!parse_mp4(cut));
  }
}
