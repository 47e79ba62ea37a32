// The one GStreamer pipeline of a run:
//
//   appsrc ! <decoder> ! (trim) ! audioconvert ! audioresample ! S16LE, 2 channels, 44.1 kHz ! (measure) ! tee
//     tee. ! queue ! flacenc ! appsink
//     tee. ! audioconvert ! floats ! tee, then for each AAC tier: queue ! avenc_aac ! appsink
//
// (trim) and (measure) are pad probes. Elements are named by the demuxer; nothing is ever chosen by GStreamer itself
// (decodebin would follow a playlist named .mp3 to the network).
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "demux/demuxer.h"
#include "guarded.h"
#include "pipeline/gst_ptr.h"
#include "pipeline/sample_window.h"
#include "tiers.h"

namespace veza::transcode {

inline constexpr std::uint32_t kOutputRate = 44100;

// One encoder's end. Both functions run in the encoder's thread; a failure ends the pipeline with it.
struct EncodedTier {
  TierPlan plan;
  // Before the first unit, with the AudioSpecificConfig (empty for FLAC).
  std::function<Status(std::vector<std::uint8_t> config)> begin;
  std::function<Status(std::span<const std::uint8_t> unit)> add;
  bool begun = false;
};

class Pipeline {
 public:
  // Interleaved stereo at kOutputRate, in the decoder's thread.
  using Measure = std::function<Status(std::span<const std::int16_t> frames)>;

  // Builds and starts. Errors: internal, with the missing element's name.
  static Result<std::unique_ptr<Pipeline>> start(const Decoding& decoding, std::vector<EncodedTier> tiers,
                                                 Measure measure);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Hands over the next unit; waits while the decoder is busy. False when the pipeline has ended. [one thread]
  bool push(std::vector<std::uint8_t> unit);
  // After the last unit.
  void push_end();

  enum class State { running, finished, failed };
  // Waits up to `timeout` for the end.
  State wait(std::chrono::milliseconds timeout);

  // Ends all threads of the pipeline; push() returns false from then on.
  void stop();

  // Why wait() said failed.
  Error failure();

  std::uint64_t decoded() const { return decoded_; }  // samples kept, at decoder_rate()
  std::uint32_t decoder_rate() const { return decoder_rate_; }
  std::uint64_t produced() const { return produced_; }  // samples measured and encoded, at kOutputRate

 private:
  explicit Pipeline(const Decoding& decoding, std::vector<EncodedTier> tiers, Measure measure);

  GstElement* make(const char* factory);
  bool link(std::initializer_list<GstElement*> chain);
  GstElement* build_source();
  void build();
  void build_encoders(GstElement* raw);
  void add_encoder(GstElement* tee, EncodedTier& tier);
  void fail_with(Error error);

  GstPadProbeReturn on_decoded(GstPadProbeInfo* info);
  // The resampler may end a sample or two early: what a completely decoded file declares is made good with silence.
  void make_good(GstPad* pad);
  GstPadProbeReturn on_output(GstPad* pad, GstPadProbeInfo* info);
  GstFlowReturn on_encoded(EncodedTier& tier, GstSample* sample);

  Decoding decoding_;
  std::vector<EncodedTier> tiers_;
  Measure measure_;
  GstPtr<GstElement> pipeline_;
  GstPtr<GstBus> bus_;
  GstElement* source_ = nullptr;

  // Touched by the decoder's thread only.
  std::uint32_t frame_bytes_ = 0;
  SampleWindow heard_;
  SampleWindow limit_;

  std::atomic<std::uint64_t> decoded_ = 0;
  std::atomic<std::uint32_t> decoder_rate_ = 0;
  std::atomic<std::uint64_t> produced_ = 0;
  Guarded<std::optional<Error>> failure_;
  std::vector<std::unique_ptr<std::pair<Pipeline*, EncodedTier*>>> sinks_;
};

}  // namespace veza::transcode
