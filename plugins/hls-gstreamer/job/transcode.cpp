#include "job/transcode.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "job/verdict.h"
#include "rules/names.h"

namespace veza::hls {
namespace {

constexpr auto flush_every = std::chrono::milliseconds(250);
constexpr auto publish_every = std::chrono::milliseconds(250);
// The converter watches itself for stalls; this is for one that cannot even do that.
constexpr uint32_t grace_seconds = 15;
constexpr int ending_grace_ms = 5000;

Outcome protocol_fault(const std::string& detail) {
  return {Outcome::Kind::stopped, "The converter said something that could not be understood.", detail, {}};
}

// Removes the folder of a run however the run ends.
struct Folder {
  std::string path;
  explicit Folder(std::string p) : path(std::move(p)) { std::filesystem::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

}  // namespace

Transcode::Transcode(const Services& services, const Job& job, Rendition run)
    : services_(services),
      job_(job),
      run_(std::move(run)),
      folder_(services.settings.scratch_dir + "/" + run_.generation) {}

Outcome Transcode::run(const std::string& input) {
  const Folder folder(folder_);
  process::Command command{services_.settings.worker, worker_arguments(services_.settings, input, folder_ + "/out"),
                           worker_environment(services_.settings), folder_ + "/stderr"};
  try {
    process::Child child(command);
    Outcome outcome = follow(child);
    if (outcome.kind == Outcome::Kind::stopped) outcome.detail += stderr_tail();
    return outcome;
  } catch (const std::system_error& error) {
    return {Outcome::Kind::stopped, "The converter could not be run.", error.what(), {}};
  }
}

Outcome Transcode::follow(process::Child& child) {
  const int silence_ms = static_cast<int>(services_.settings.stall_seconds + grace_seconds) * 1000;
  for (;;) {
    const auto line = child.next_line(job_.cancel_fd(), silence_ms);
    switch (line.kind) {
      case process::Line::Kind::cancelled:
        child.kill();
        return {Outcome::Kind::cancelled, {}, {}, {}};
      case process::Line::Kind::timed_out:
        child.kill();
        return {Outcome::Kind::stopped, "The converter got nowhere and was stopped.", "no output", {}};
      case process::Line::Kind::too_long:
        child.kill();
        return protocol_fault("a line too long");
      case process::Line::Kind::end: {
        flush();
        const auto ending = child.wait(ending_grace_ms);
        return verdict({ending.code, ending.signal}, source_, done_, error_);
      }
      case process::Line::Kind::text:
        break;
    }
    const auto event = parse_worker_event(line.text);
    auto ended = event ? take(*event) : std::optional(protocol_fault(line.text.substr(0, 200)));
    if (ended) {
      child.kill();
      return std::move(*ended);
    }
  }
}

std::optional<Outcome> Transcode::take(const WorkerEvent& event) {
  if (const auto* source = std::get_if<SourceEvent>(&event)) return take_source(*source);
  if (const auto* segment = std::get_if<SegmentEvent>(&event)) return take_segment(*segment);
  if (const auto* init = std::get_if<InitEvent>(&event)) {
    if (!aligner_ || !aligner_->add_init(init->tier)) return protocol_fault("an init segment of an unknown tier");
    keep_file(init->tier, std::string(init_file));
    collect();
  } else if (const auto* progress = std::get_if<ProgressEvent>(&event)) {
    run_.progress = std::max(run_.progress, progress->fraction);
    job_.progress(run_.progress);
    const auto now = Clock::now();
    if (now - last_publish_ >= publish_every) {
      last_publish_ = now;
      publish_status(services_, status_of(run_), run_.owner_id);
    }
  } else if (const auto* done = std::get_if<DoneEvent>(&event)) {
    take_done(*done);
  } else if (const auto* error = std::get_if<ErrorEvent>(&event)) {
    error_ = *error;
  }
  return std::nullopt;
}

std::optional<Outcome> Transcode::take_source(const SourceEvent& event) {
  if (source_) return protocol_fault("the source was described twice");
  source_ = event;
  run_.tiers = event.tiers;
  run_.duration_ms = event.duration_ms;
  std::vector<std::string> names;
  for (const Tier& tier : event.tiers) names.push_back(tier.name);
  aligner_.emplace(std::move(names));
  services_.db.write([&](const Tx& tx) {
    if (!Renditions::set_source(tx, run_)) throw Error(VEZA_E_CANCELLED, "another run took over the track");
  });
  return std::nullopt;
}

std::optional<Outcome> Transcode::take_segment(const SegmentEvent& event) {
  if (!aligner_ || !aligner_->add(event.tier, event.index, event.duration)) {
    return protocol_fault("a segment out of order: " + event.tier + " " + std::to_string(event.index));
  }
  if (event.index == 1) run_.timescale = event.timescale;
  if (event.timescale != run_.timescale) return protocol_fault("tiers of different timescales");
  keep_file(event.tier, segment_file(event.index));
  collect();
  return std::nullopt;
}

void Transcode::take_done(const DoneEvent& event) {
  done_ = event;
  services_.blobs.put_file(blob_key(run_.track_id, run_.generation, waveform_file),
                           folder_ + "/out/" + std::string(waveform_file), Durability::relaxed);
  run_.duration_ms = event.duration_ms;
  run_.gain_db = event.gain_db;
  for (Tier& tier : run_.tiers) {
    for (const Tier& measured : event.tiers) {
      if (measured.name != tier.name) continue;
      tier.average_bandwidth = measured.average_bandwidth;
      tier.peak_bandwidth = measured.peak_bandwidth;
    }
  }
}

// File names are made here, from checked tier names: what the converter calls its files does not matter.
void Transcode::keep_file(const std::string& tier, const std::string& name) const {
  services_.blobs.put_file(blob_key(run_.track_id, run_.generation, tier + "/" + name),
                           folder_ + "/out/" + tier + "/" + name, Durability::relaxed);
}

void Transcode::collect() {
  while (const auto segment = aligner_->next()) pending_.push_back(*segment);
  // The first segment is told at once: it is what makes the track playable.
  if (run_.segments == 0 || Clock::now() - last_flush_ >= flush_every) flush();
}

void Transcode::flush() {
  if (pending_.empty()) return;
  services_.db.write([&](const Tx& tx) {
    if (!Renditions::add_segments(tx, run_, pending_)) {
      throw Error(VEZA_E_CANCELLED, "another run took over the track");
    }
  });
  const bool first = run_.segments == 0;
  run_.segments += static_cast<int64_t>(pending_.size());
  pending_.clear();
  last_flush_ = Clock::now();
  if (first) {
    last_publish_ = last_flush_;
    publish_status(services_, status_of(run_), run_.owner_id);
  }
}

void Transcode::finish(const Tx& tx) const {
  if (!Renditions::finish(tx, run_)) throw Error(VEZA_E_CANCELLED, "another run took over the track");
}

std::string Transcode::stderr_tail() const {
  std::ifstream file(folder_ + "/stderr", std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::streamoff>(file.tellg());
  file.seekg(std::max<std::streamoff>(0, size - 2000));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str().empty() ? std::string() : "; it wrote: " + text.str();
}

}  // namespace veza::hls
