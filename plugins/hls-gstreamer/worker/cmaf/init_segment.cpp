#include "cmaf/box_writer.h"
#include "cmaf/cmaf.h"

namespace veza::transcode {
namespace {

constexpr std::uint32_t kTrackId = 1;

void unity_matrix(BoxWriter& w) { w.u32(0x10000).zeros(12).u32(0x10000).zeros(12).u32(0x40000000); }

// ISO/IEC 14496-14 section 3.1.2 and 14496-1 section 7.2.6: lengths fit one byte, as configs are a few bytes long.
void esds(BoxWriter& w, const TrackConfig& track) {
  const auto config = static_cast<unsigned>(track.config.size());
  w.full_box("esds", 0, 0, [&](BoxWriter& b) {
    b.u8(3).u8(3 + 2 + 13 + 2 + config + 3).u16(kTrackId).u8(0);
    b.u8(4).u8(13 + 2 + config).u8(0x40).u8(0x15).u24(0).u32(track.bitrate).u32(track.bitrate);
    b.u8(5).u8(config).raw(track.config);
    b.u8(6).u8(1).u8(2);
  });
}

void dfla(BoxWriter& w, const TrackConfig& track) {
  w.full_box("dfLa", 0, 0,
             [&](BoxWriter& b) { b.u8(0x80).u24(static_cast<std::uint32_t>(track.config.size())).raw(track.config); });
}

void sample_table(BoxWriter& w, const TrackConfig& track) {
  w.box("stbl", [&](BoxWriter& stbl) {
    stbl.full_box("stsd", 0, 0, [&](BoxWriter& stsd) {
      stsd.u32(1).box(track.codec == TrackCodec::aac ? "mp4a" : "fLaC", [&](BoxWriter& entry) {
        entry.zeros(6).u16(1).zeros(8).u16(track.channels).u16(track.bits).zeros(4).u32(track.rate << 16);
        track.codec == TrackCodec::aac ? esds(entry, track) : dfla(entry, track);
      });
    });
    for (const char* type : {"stts", "stsc", "stco"}) stbl.full_box(type, 0, 0, [](BoxWriter& b) { b.u32(0); });
    stbl.full_box("stsz", 0, 0, [](BoxWriter& b) { b.u32(0).u32(0); });
  });
}

void media(BoxWriter& w, const TrackConfig& track) {
  w.box("mdia", [&](BoxWriter& mdia) {
    constexpr unsigned kUndetermined = ('u' - 0x60) << 10 | ('n' - 0x60) << 5 | ('d' - 0x60);
    mdia.full_box("mdhd", 0, 0, [&](BoxWriter& b) { b.zeros(8).u32(track.rate).u32(0).u16(kUndetermined).u16(0); });
    mdia.full_box("hdlr", 0, 0, [](BoxWriter& b) { b.u32(0).text("soun").zeros(12).text("Veza").u8(0); });
    mdia.box("minf", [&](BoxWriter& minf) {
      minf.full_box("smhd", 0, 0, [](BoxWriter& b) { b.u32(0); });
      minf.box("dinf", [](BoxWriter& dinf) {
        dinf.full_box("dref", 0, 0, [](BoxWriter& b) { b.u32(1).full_box("url ", 0, 1, [](BoxWriter&) {}); });
      });
      sample_table(minf, track);
    });
  });
}

void movie(BoxWriter& w, const TrackConfig& track) {
  w.box("moov", [&](BoxWriter& moov) {
    moov.full_box("mvhd", 0, 0, [&](BoxWriter& b) {
      b.zeros(8).u32(track.rate).u32(0).u32(0x10000).u16(0x100).zeros(10);
      unity_matrix(b);
      b.zeros(24).u32(kTrackId + 1);
    });
    moov.box("trak", [&](BoxWriter& trak) {
      trak.full_box("tkhd", 0, 7, [](BoxWriter& b) {
        b.zeros(8).u32(kTrackId).u32(0).u32(0).zeros(8).u16(0).u16(0).u16(0x100).u16(0);
        unity_matrix(b);
        b.u32(0).u32(0);
      });
      if (track.priming != 0)
        trak.box("edts", [&](BoxWriter& edts) {
          edts.full_box("elst", 1, 0,
                        [&](BoxWriter& b) { b.u32(1).u64(track.duration).u64(track.priming).u32(0x10000); });
        });
      media(trak, track);
    });
    moov.box("mvex", [&](BoxWriter& mvex) {
      if (track.duration != 0) mvex.full_box("mehd", 1, 0, [&](BoxWriter& b) { b.u64(track.duration); });
      mvex.full_box("trex", 0, 0,
                    [&](BoxWriter& b) { b.u32(kTrackId).u32(1).u32(track.frame_samples).u32(0).u32(0x2000000); });
    });
  });
}

}  // namespace

std::string init_segment(const TrackConfig& track) {
  BoxWriter w;
  w.box("ftyp", [](BoxWriter& b) { b.text("iso6").u32(0).text("iso6").text("cmfc").text("mp41"); });
  movie(w, track);
  return w.take();
}

std::string codecs_string(const TrackConfig& track) {
  if (track.codec == TrackCodec::flac) return "fLaC";
  return "mp4a.40." + std::to_string(track.config.empty() ? 2 : track.config[0] >> 3);
}

}  // namespace veza::transcode
