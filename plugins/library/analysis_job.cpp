#include "analysis_job.h"

#include <process/child.h>

#include <algorithm>
#include <system_error>

#include <veza/id.hpp>

#include "media/analysis.h"
#include "store/events.h"
#include "store/fingerprints.h"

namespace veza::library {
namespace {

constexpr std::string_view kind = "library.analyse";
constexpr std::string_view former_kind = "library.detect_tempo";  // what an older version has queued
constexpr int64_t shortest_ms = 10'000;
constexpr int deadline_ms = 120'000;

// What the program says. Throws Error when it could not say anything.
Analysis listen(const Services& services, const std::string& path, const Job& job) {
  try {
    process::Child child({services.config.libexec_dir() + "/veza-analyse",
                          {path},
                          {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + services.scratch_dir,
                           "GST_REGISTRY=" + services.scratch_dir + "/gst-registry.bin"},
                          ""});
    const auto line = child.next_line(job.cancel_fd(), deadline_ms);
    if (line.kind != process::Line::Kind::text) child.kill();
    const auto [code, signal] = child.wait(deadline_ms);
    if (line.kind == process::Line::Kind::cancelled) throw Error(VEZA_E_CANCELLED, "interrupted; it is done later");
    if (code != 0) throw Error(VEZA_E_INTERNAL, "veza-analyse ended with status " + std::to_string(code));
    // A decoder that this file ends, or keeps for too long, will not do better tomorrow.
    return signal == 0 && line.kind == process::Line::Kind::text ? analysis_from(parse_json(line.text)) : Analysis{};
  } catch (const std::system_error& error) {
    throw Error(VEZA_E_INTERNAL, std::string("veza-analyse could not be run: ") + error.what());
  }
}

// Somebody may have said it meanwhile.
bool fill_in(Track& track, const Analysis& heard) {
  const bool tempo = heard.bpm && !track.bpm, key = heard.key && !track.musical_key;
  if (tempo) track.bpm = heard.bpm;
  if (key) track.musical_key = heard.key;
  track.bpm_detected = track.bpm_detected || tempo;
  track.key_detected = track.key_detected || key;
  return tempo || key;
}

void run(const Services& services, const Job& job) {
  const std::string id = job.payload().value("track_id", "");
  if (!is_id(id)) throw Error(VEZA_E_INVALID, "the job names no track");
  analyse(services, id, job);
}

}  // namespace

void analyse(const Services& services, const std::string& track_id, const Job& job) {
  const auto track = services.tracks.find(track_id);
  if (!track) return;
  Analysis heard;
  services.blobs.with_file(original_key(*track), [&](const std::string& path) { heard = listen(services, path, job); });
  services.db.write([&](const Tx& tx) {
    auto now = Tracks::hold(tx, track_id);
    if (!now) return;
    if (fill_in(*now, heard)) {
      now->updated_at = std::max(now->updated_at, now_ms());
      Tracks::update(tx, *now);
      services.events.emit(tx, track_event(updated_event, *now));
    }
    Fingerprints::put(tx, *now, heard.fingerprint);
  });
}

bool can_be_heard(const Track& track) { return track.duration_ms.value_or(0) >= shortest_ms; }

std::string analysis_job_key(std::string_view track_id) { return std::string(kind) + ":" + std::string(track_id); }

void queue_analysis_job(const Services& services, const Tx& tx, const Track& track) {
  if (!can_be_heard(track)) return;
  if (track.bpm && track.musical_key && Fingerprints::has(tx, track.id)) return;
  JobSpec job;
  job.kind = kind;
  job.payload = {{"track_id", track.id}};
  job.unique_key = analysis_job_key(track.id);
  services.jobs.enqueue(tx, job);
}

void add_analysis_job(Services& services) {
  for (const auto each : {kind, former_kind}) {
    services.jobs.handle(each, 1, [&services](const Job& job) { run(services, job); });
  }
}

}  // namespace veza::library
