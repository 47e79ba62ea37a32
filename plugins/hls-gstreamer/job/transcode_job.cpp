#include "job/transcode_job.h"

#include <algorithm>
#include <chrono>

#include "job/transcode.h"
#include "rules/names.h"

namespace veza::hls {
namespace {

// A file that stops the converter so often will go on doing so. A store that is away is waited for longer: as often as
// the job may be tried.
constexpr int converter_attempts = 5;

class TranscodeJob {
 public:
  TranscodeJob(Services& services, const Job& job, CatalogTrack track)
      : services_(services), job_(job), track_(std::move(track)) {
    run_.track_id = track_.id;
    run_.owner_id = track_.owner_id;
    run_.generation = new_generation();
    run_.status = "running";
  }

  void run() {
    const auto started = std::chrono::steady_clock::now();
    try {
      begin();
      Transcode transcode(services_, job_, run_);
      Outcome outcome;
      services_.blobs.with_file(track_.blob_key, [&](const std::string& path) { outcome = transcode.run(path); });
      settle(transcode, outcome);
    } catch (const Error& error) {
      give_up(error.status(), error.what());
    } catch (const std::exception& error) {
      give_up(VEZA_E_INTERNAL, error.what());
    }
    services_.seconds.record(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  }

 private:
  void begin() {
    services_.db.write([&](const Tx& tx) {
      services_.catalog.media_restarted(tx, track_.id);
      Renditions::begin(tx, track_.id, track_.owner_id, run_.generation);
    });
    services_.cache.forget(track_.id);
    // What an earlier run left, whole or in parts.
    services_.blobs.remove_prefix(track_prefix(track_.id));
    publish_status(services_, status_of(run_), track_.owner_id);
  }

  void settle(const Transcode& transcode, const Outcome& outcome) {
    switch (outcome.kind) {
      case Outcome::Kind::done:
        job_.complete([&](const Tx& tx) {
          transcode.finish(tx);
          services_.catalog.media_ready(tx, track_.id, outcome.media);
        });
        run_ = transcode.rendition();
        run_.status = "ready";
        run_.progress = 1;
        announce(services_.ready);
        return;
      case Outcome::Kind::media_fault:
        services_.log.info("a track cannot be converted",
                           {{"track_id", track_.id}, {"reason", outcome.reason}, {"detail", outcome.detail}});
        return fail(outcome.reason);
      case Outcome::Kind::stopped:
        services_.log.warn("a converter was stopped", {{"track_id", track_.id},
                                                       {"attempt", job_.attempt()},
                                                       {"reason", outcome.reason},
                                                       {"detail", outcome.detail}});
        converter_stopped_ = true;
        throw Error(VEZA_E_UNAVAILABLE, outcome.reason);
      case Outcome::Kind::cancelled:
        throw Error(VEZA_E_CANCELLED, "the conversion was cancelled");
    }
  }

  // Nothing is left of a run that came to nothing: first the blobs, then, in one transaction with the job's end, the
  // rows. A crash in between only makes the job run again.
  void fail(const std::string& reason, bool last_attempt = false) {
    try {
      services_.blobs.remove_prefix(generation_prefix(track_.id, run_.generation));
    } catch (const Error& error) {
      // There is nobody to try again: that the track has failed is told all the same.
      if (!last_attempt) throw;
      services_.log.warn("the files of a failed conversion are left over",
                         {{"track_id", track_.id}, {"problem", error.what()}});
    }
    job_.complete([&](const Tx& tx) {
      Renditions::fail(tx, run_, reason);
      services_.catalog.media_failed(tx, track_.id, reason);
    });
    run_.status = "failed";
    run_.reason = reason;
    run_.segments = 0;
    announce(services_.failed);
  }

  void give_up(veza_status status, const std::string& reason) {
    const bool cancelled = job_.cancelled();
    // The rows before any blob goes: where the connection broke while the end was being committed, the run may have
    // ended after all. What a crash leaves between the two, the next run removes.
    bool ours = false;
    std::optional<Rendition> ended;
    services_.db.write([&](const Tx& tx) {
      ours = Renditions::requeue(tx, run_);
      ended = Renditions::ended(tx, run_);
    });
    if (ended) {
      run_ = std::move(*ended);
      return announce(run_.status == "ready" ? services_.ready : services_.failed);
    }
    const int most = converter_stopped_ ? std::min(converter_attempts, job_.max_attempts()) : job_.max_attempts();
    if (!cancelled && job_.attempt() >= most) {
      services_.log.error("a track could not be converted", {{"track_id", track_.id}, {"reason", reason}});
      return fail(reason, true);
    }
    services_.blobs.remove_prefix(generation_prefix(track_.id, run_.generation));
    run_.status = "queued";
    run_.progress = 0;
    run_.segments = 0;
    (cancelled ? services_.cancelled : services_.retried).record();
    services_.cache.forget(track_.id);
    // Nobody waits for a track that was deleted.
    if (ours && (!cancelled || job_.shutting_down())) publish_status(services_, status_of(run_), track_.owner_id);
    throw Error(cancelled ? VEZA_E_CANCELLED : status == VEZA_E_CANCELLED ? status : VEZA_E_UNAVAILABLE, reason);
  }

  void announce(const Metric& result) {
    result.record();
    services_.cache.forget(track_.id);
    publish_status(services_, status_of(run_), track_.owner_id);
  }

  Services& services_;
  const Job& job_;
  CatalogTrack track_;
  Rendition run_;
  bool converter_stopped_ = false;
};

}  // namespace

void add_transcode_job(Services& services) {
  services.jobs.handle(VEZA_JOB_TRANSCODE, services.settings.concurrency, [&services](const Job& job) {
    const std::string id = job.payload().value("track_id", "");
    if (!is_track_id(id)) throw Error(VEZA_E_INVALID, "the job names no track");
    const Running::Mark mark(services.running, id);
    auto track = services.catalog.find(id);
    if (!track) return;
    TranscodeJob(services, job, std::move(*track)).run();
  });
}

JobSpec transcode_job(std::string_view track_id, std::string_view request_id) {
  JobSpec job;
  job.kind = VEZA_JOB_TRANSCODE;
  job.max_attempts = 20;
  job.payload = {{"track_id", track_id}};
  job.unique_key = std::string(VEZA_JOB_TRANSCODE) + ":" + std::string(track_id);
  job.request_id = request_id;
  return job;
}

}  // namespace veza::hls
