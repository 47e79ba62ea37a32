// One run of veza-transcode over one track: what it finishes becomes blobs and rows at once, so that the track can be
// played while the rest is being made.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <process/child.h>

#include "job/worker_event.h"
#include "rules/aligner.h"
#include "services.h"

namespace veza::hls {

// How a run ended.
struct Outcome {
  enum class Kind {
    done,
    media_fault,  // the file is at fault: `reason` is for its owner, trying again is useless
    stopped,      // the converter broke or was killed: worth another try; `reason` says how
    cancelled     // the job was cancelled, or the host is stopping
  };
  Kind kind = Kind::stopped;
  std::string reason;  // a sentence
  std::string detail;  // for the log
  Json media;          // done: for catalog.media_ready
};

class Transcode {
 public:
  // `run` names the track and this run's generation, and has been begun in the database.
  Transcode(const Services& services, const Job& job, Rendition run);

  // Blocks until the end. `input` is a local file. The scratch folder is gone afterwards; blobs and rows are not.
  Outcome run(const std::string& input);

  // Call in the transaction that ends a run that is done.
  void finish(const Tx& tx) const;

  const Rendition& rendition() const { return run_; }

 private:
  using Clock = std::chrono::steady_clock;

  Outcome follow(process::Child& child);
  // An outcome when the event ends the run.
  std::optional<Outcome> take(const WorkerEvent& event);
  std::optional<Outcome> take_source(const SourceEvent& event);
  std::optional<Outcome> take_segment(const SegmentEvent& event);
  void take_done(const DoneEvent& event);
  void keep_file(const std::string& tier, const std::string& name) const;
  void collect();
  void flush();
  std::string stderr_tail() const;

  const Services& services_;
  const Job& job_;
  Rendition run_;
  std::string folder_;
  std::optional<Aligner> aligner_;
  std::vector<AlignedSegment> pending_;
  Clock::time_point last_flush_{}, last_publish_{};
  std::optional<SourceEvent> source_;
  std::optional<DoneEvent> done_;
  std::optional<ErrorEvent> error_;
};

}  // namespace veza::hls
