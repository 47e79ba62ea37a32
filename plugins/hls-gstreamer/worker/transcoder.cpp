#include "transcoder.h"

#include <unistd.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "cmaf/flac_config.h"
#include "measure/waveform.h"
#include "pipeline/pipeline.h"
#include "stall_watch.h"
#include "tier_writer.h"

namespace veza::transcode {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(50);
constexpr std::uint32_t kAacPriming = 1024;

struct Job {
  const Options& options;
  ProgressWriter& progress;
  Demuxer& demuxer;
  OutputDir& output;
  std::vector<std::unique_ptr<TierWriter>> writers;
  Waveform waveform;
  LoudnessMeter loudness;

  TierWriter* copied() {
    for (auto& writer : writers)
      if (writer->plan().kind == TierKind::copy_aac) return writer.get();
    return nullptr;
  }
};

TrackConfig track_config(TierKind kind, std::vector<std::uint8_t> config) {
  TrackConfig track;
  track.rate = kOutputRate;
  if (kind == TierKind::encode_flac) {
    track.codec = TrackCodec::flac;
    track.frame_samples = kFlacBlock;
    track.config = flac_streaminfo(kOutputRate, 2, 16);
  } else {
    track.priming = kAacPriming;
    track.config = std::move(config);
  }
  return track;
}

std::vector<EncodedTier> encoded_tiers(Job& job) {
  std::vector<EncodedTier> out;
  for (auto& owned : job.writers) {
    TierWriter* writer = owned.get();
    const TierKind kind = writer->plan().kind;
    if (kind == TierKind::copy_aac) continue;
    EncodedTier tier;
    tier.plan = writer->plan();
    tier.begin = [writer, kind](std::vector<std::uint8_t> config) -> Status {
      if (kind == TierKind::encode_aac && config.empty())
        return fail(Code::internal, "The AAC encoder did not say what it encodes.");
      return writer->begin(track_config(kind, std::move(config)));
    };
    tier.add = [writer](std::span<const std::uint8_t> unit) { return writer->add(unit); };
    out.push_back(std::move(tier));
  }
  return out;
}

// Reads the file into the pipeline, and copied units into their tier. Runs in its own thread.
Status feed(Job& job, Pipeline& pipeline) {
  TierWriter* copied = job.copied();
  if (copied != nullptr)
    if (auto ok = copied->begin(track_config(TierKind::copy_aac, job.demuxer.copy()->config)); !ok) return ok;
  while (true) {
    auto unit = job.demuxer.next();
    if (!unit) return fail(unit.error());
    if (!*unit) break;
    if (copied != nullptr)
      if (auto ok = copied->add(**unit); !ok) return ok;
    if (!pipeline.push(std::move(**unit))) return {};
  }
  pipeline.push_end();
  return {};
}

// Ends the process at once: a decoder that hangs or spins cannot be joined.
[[noreturn]] void abandon(Job& job, const Error& error) {
  job.output.remove_all();
  job.progress.error(error);
  ::_exit(exit_status(error.code));
}

Status run_pipeline(Job& job, const std::function<std::optional<Error>()>& interrupted) {
  const std::uint64_t most = std::uint64_t{job.options.max_duration_seconds} * kOutputRate;
  std::uint64_t measured = 0;
  const auto measure = [&job, measured, most](std::span<const std::int16_t> frames) mutable -> Status {
    measured += frames.size() / 2;
    if (measured > most) return fail(Code::too_long, "The track is longer than this site allows.");
    job.waveform.add(frames);
    job.loudness.add(frames);
    return {};
  };
  auto started = Pipeline::start(job.demuxer.decoding(), encoded_tiers(job), measure);
  if (!started) return fail(started.error());
  Pipeline& pipeline = **started;

  Guarded<std::optional<Error>> feed_error;
  std::jthread feeder([&] {
    if (auto fed = feed(job, pipeline); !fed) feed_error.with([&](auto& error) { error = fed.error(); });
  });

  const Decoding& decoding = job.demuxer.decoding();
  const double expected = decoding.keep ? static_cast<double>(rescale(*decoding.keep, decoding.rate, kOutputRate)) : 0;
  StallWatch stall(std::chrono::seconds(job.options.stall_seconds));
  auto state = Pipeline::State::running;
  while (state == Pipeline::State::running && !feed_error.with([](auto& error) { return error.has_value(); })) {
    state = pipeline.wait(kPoll);
    const std::uint64_t produced = pipeline.produced();
    job.progress.progress(to_ms(produced, kOutputRate),
                          expected > 0 ? std::min(1.0, static_cast<double>(produced) / expected) : 0);
    if (const auto error = interrupted()) abandon(job, *error);
    if (state == Pipeline::State::running && stall.stalled(produced + pipeline.decoded()))
      abandon(job, {Code::internal, "The converter made no progress and was stopped.", "stalled"});
  }
  pipeline.stop();
  feeder.join();
  if (const auto error = feed_error.with([](auto& kept) { return kept; })) return fail(*error);
  if (state == Pipeline::State::failed) return fail(pipeline.failure());

  const std::uint32_t rate = pipeline.decoder_rate();
  if (pipeline.produced() == 0) return fail(Code::corrupt, "The file is damaged: no sound could be decoded.");
  if (decoding.keep) {
    const std::uint64_t declared = rescale(*decoding.keep, decoding.rate, rate);
    if (too_short(pipeline.decoded(), declared, rate)) {
      Error error = ends_early(pipeline.decoded(), declared, rate);
      // The parsers have seen that the file is whole: what is missing did not decode.
      error.code = Code::corrupt;
      return fail(error);
    }
  }
  for (auto& writer : job.writers)
    if (auto ok = writer->finish(pipeline.produced()); !ok) return ok;
  if (auto ok = job.output.write("waveform.json", job.waveform.json(kOutputRate)); !ok) return ok;

  Done done;
  done.duration_samples = pipeline.produced();
  done.sample_rate = kOutputRate;
  done.loudness = job.loudness.result();
  for (auto& writer : job.writers) done.tiers.push_back(writer->summary());
  job.progress.done(done);
  return {};
}

}  // namespace

Status transcode(const Options& options, ProgressWriter& progress,
                 const std::function<std::optional<Error>()>& interrupted) {
  auto file = FileSource::open(options.input);
  if (!file) return fail(file.error());
  auto demuxer = open_demuxer(**file);
  if (!demuxer) return fail(demuxer.error());
  const SourceInfo& info = (*demuxer)->info();
  if (info.duration_ms && *info.duration_ms > std::uint64_t{options.max_duration_seconds} * 1000)
    return fail(Code::too_long, "The track is longer than this site allows.");

  const auto plans = plan_tiers(options.tiers, options.lossless, info, (*demuxer)->copy().has_value());
  progress.source(info, plans);
  auto output = OutputDir::open(options.output);
  if (!output) return fail(output.error());

  Job job{options, progress, **demuxer, **output, {}, {}, {}};
  const Decoding& decoding = (*demuxer)->decoding();
  std::optional<std::uint64_t> total;
  if (decoding.keep) total = rescale(*decoding.keep, decoding.rate, kOutputRate);
  for (const TierPlan& plan : plans)
    job.writers.push_back(std::make_unique<TierWriter>(plan, segment_samples(options.segment_seconds, kOutputRate),
                                                       total, **output, progress));
  auto result = run_pipeline(job, interrupted);
  if (!result) (*output)->remove_all();
  return result;
}

Result<std::string> probe(const std::string& input) {
  auto file = FileSource::open(input);
  if (!file) return fail(file.error());
  auto demuxer = open_demuxer(**file);
  if (!demuxer) return fail(demuxer.error());
  const SourceInfo& info = (*demuxer)->info();
  nlohmann::ordered_json out{
      {"format", info.format}, {"sample_rate", info.sample_rate}, {"channels", info.channels},      {"bits", info.bits},
      {"lossy", info.lossy},   {"bitrate", info.bitrate},         {"declared_duration_ms", nullptr}};
  if (info.duration_ms) out["declared_duration_ms"] = *info.duration_ms;
  return out.dump();
}

}  // namespace veza::transcode
