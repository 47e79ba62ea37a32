// What the worker tells the program that started it: one JSON object a line on a file descriptor, each written whole.
//
//  {"event":"source","format":"flac","sample_rate":44100,"channels":2,"bits":16,"declared_duration_ms":300000|null,
//   "lossy":false,"bitrate":880000,"tiers":[{"name":"low","bitrate":128000,"codecs":"mp4a.40.2","lossless":false}]}
//      First line, once the header is read and before anything is decoded. bits is 0 for lossy formats, bitrate 0 when
//      unknown. The tiers are those that will be made, lowest first.
//  {"event":"init","tier":"low","file":"low/init.mp4"}
//  {"event":"segment","tier":"low","index":1,"file":"low/seg-00001.m4s","duration_samples":176128,"timescale":44100,
//   "bytes":64000}
//      The file is complete under that name. index counts from 1 without gaps; duration_samples is the time heard
//      (EXTINF), priming not counted. All tiers are cut at the same samples.
//  {"event":"progress","position_ms":12000,"fraction":0.04}
//      At most five a second. fraction is 0 while the length is unknown.
//  {"event":"done","duration_samples":13230000,"sample_rate":44100,"duration_ms":300000,"loudness":{"integrated_lufs":
//   -14.2,"range_lu":5.1,"true_peak_dbtp":-0.3,"gain_db":-3.8},"waveform":"waveform.json","tiers":[{"name":"low",
//   "bitrate":128000,"average_bandwidth":131000,"peak_bandwidth":139000,"codecs":"mp4a.40.2","segments":76,
//   "timescale":44100}]}
//      Last line of a run that exits with 0. Bandwidths are measured, in bits/s.
//  {"event":"error","code":"truncated","message":"…","detail":"…"}
//      Last line of a run that exits otherwise; codes are those of error.h. What was written has been removed.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "demux/demuxer.h"
#include "error.h"
#include "guarded.h"
#include "measure/loudness.h"
#include "tiers.h"

namespace veza::transcode {

struct TierSummary {
  std::string name;
  std::uint32_t bitrate = 0;
  std::uint32_t average_bandwidth = 0;
  std::uint32_t peak_bandwidth = 0;
  std::string codecs;
  std::uint32_t segments = 0;
  std::uint32_t timescale = 0;
};

struct Done {
  std::uint64_t duration_samples = 0;
  std::uint32_t sample_rate = 0;
  Loudness loudness;
  std::vector<TierSummary> tiers;
};

// Every function may be called from any thread.
class ProgressWriter {
 public:
  explicit ProgressWriter(int fd) : fd_(fd) {}

  void source(const SourceInfo& info, const std::vector<TierPlan>& tiers);
  void init(const std::string& tier, const std::string& file);
  void segment(const std::string& tier, std::uint32_t index, const std::string& file, std::uint64_t duration_samples,
               std::uint32_t timescale, std::uint64_t bytes);
  void progress(std::uint64_t position_ms, double fraction);  // left out when too soon after the last
  void done(const Done& done);
  void error(const Error& error);

  // True once nobody reads any more: there is no point in going on.
  bool unread() const { return unread_; }

 private:
  void line(std::string text);

  const int fd_;
  std::atomic<bool> unread_ = false;
  Guarded<std::chrono::steady_clock::time_point> last_progress_;
  Guarded<bool> writing_;
};

}  // namespace veza::transcode
