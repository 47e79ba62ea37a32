#include "tempo_job.h"

#include <process/child.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include <veza/id.hpp>

#include "rules/music.h"
#include "store/events.h"

namespace veza::library {
namespace {

constexpr std::string_view kind = "library.detect_tempo";
constexpr int64_t shortest_ms = 10'000;
constexpr int deadline_ms = 120'000;

// What the program says; nothing for a file without a beat. Throws Error when it could not say anything.
std::optional<double> measure(const Services& services, const std::string& path, const Job& job) {
  try {
    process::Child child({services.config.libexec_dir() + "/veza-tempo",
                          {path},
                          {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + services.scratch_dir,
                           "GST_REGISTRY=" + services.scratch_dir + "/gst-registry.bin"},
                          ""});
    const auto line = child.next_line(job.cancel_fd(), deadline_ms);
    if (line.kind != process::Line::Kind::text) child.kill();
    const auto [code, signal] = child.wait(deadline_ms);
    if (line.kind == process::Line::Kind::cancelled) throw Error(VEZA_E_CANCELLED, "interrupted; it is done later");
    if (code != 0) throw Error(VEZA_E_INTERNAL, "veza-tempo ended with status " + std::to_string(code));
    double bpm = 0;
    const char* const end = line.text.data() + line.text.size();
    // A decoder that this file ends, or keeps for too long, will not do better tomorrow.
    if (signal != 0 || std::from_chars(line.text.data(), end, bpm).ptr != end) return std::nullopt;
    return bpm >= min_bpm && bpm <= max_bpm ? std::optional(bpm) : std::nullopt;
  } catch (const std::system_error& error) {
    throw Error(VEZA_E_INTERNAL, std::string("veza-tempo could not be run: ") + error.what());
  }
}

void run(const Services& services, const Job& job) {
  const std::string id = job.payload().value("track_id", "");
  if (!is_id(id)) throw Error(VEZA_E_INVALID, "the job names no track");
  const auto track = services.tracks.find(id);
  if (!track || track->bpm) return;
  std::optional<double> bpm;
  services.blobs.with_file(original_key(id), [&](const std::string& path) { bpm = measure(services, path, job); });
  if (!bpm) return;
  services.db.write([&](const Tx& tx) {
    auto now = Tracks::hold(tx, id);
    // Somebody may have said it meanwhile.
    if (!now || now->bpm) return;
    now->bpm = bpm;
    now->bpm_detected = true;
    now->updated_at = std::max(now->updated_at, now_ms());
    Tracks::update(tx, *now);
    services.events.emit(tx, track_event(updated_event, *now));
  });
}

}  // namespace

std::string tempo_job_key(std::string_view track_id) { return std::string(kind) + ":" + std::string(track_id); }

void queue_tempo_job(const Services& services, const Tx& tx, const Track& track) {
  if (track.bpm || track.duration_ms.value_or(0) < shortest_ms) return;
  JobSpec job;
  job.kind = kind;
  job.payload = {{"track_id", track.id}};
  job.unique_key = tempo_job_key(track.id);
  services.jobs.enqueue(tx, job);
}

void add_tempo_job(Services& services) {
  services.jobs.handle(kind, 1, [&services](const Job& job) { run(services, job); });
}

}  // namespace veza::library
