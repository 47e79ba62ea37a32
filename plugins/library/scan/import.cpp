#include "scan/import.h"

#include <veza/abi/catalog.h>
#include <veza/id.hpp>

#include <tuple>

#include "analysis_job.h"
#include "files_job.h"
#include "media/describe.h"
#include "rules/text.h"
#include "scan/paths.h"
#include "store/events.h"
#include "store/fingerprints.h"
#include "store/lyrics.h"

namespace veza::library::scan {
namespace {

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

void take_file(Track& track, const Import& import) {
  track.format = *import.reading.format;
  track.file_name = display_file_name(name_of(import.file.path));
  track.file_size = import.file.size;
  track.source_path = shown_path(import.file.path);
  track.updated_at = now_ms();
}

// Tracks::update writes what people may change.
void write_file_facts(const Tx& tx, const Track& track) {
  tx.execute(
      "UPDATE library_tracks SET format = $2, file_name = $3, file_size = $4, duration_ms = $5, sample_rate = $6, "
      "channels = $7, bit_depth = $8, source_path = $9 WHERE id = $1",
      {track.id, format_name(track.format), track.file_name, track.file_size, track.duration_ms, track.sample_rate,
       track.channels, track.bit_depth, track.source_path});
}

Written write_new(const Services& services, const Tx& tx, const Import& import, const ScanOptions& options,
                  const std::string& run) {
  Track track;
  track.id = import.track_id;
  track.owner_id = options.owner_id;
  track.visibility = options.visibility;
  // It plays as it is; streams are made of what somebody plays.
  track.status = "ready";
  take_file(track, import);
  describe(track, import.reading.metadata);
  track.created_at = track.updated_at;
  if (!import.reading.cover_type.empty()) track.cover_type = import.reading.cover_type;
  Tracks::insert(tx, track);
  write_lyrics(tx, track.id, lyrics_in(import.reading.metadata));
  ScanFiles::put(tx, import.file, "track", track.id, std::nullopt, run);
  services.events.emit(tx, track_event(uploaded_event, track, options.request_id));
  return Written::added;
}

Written write_changed(const Services& services, const Tx& tx, const Import& import, const ScanOptions& options,
                      const std::string& run) {
  ScanFiles::put(tx, import.file, "track", import.track_id, std::nullopt, run);
  auto track = Tracks::hold(tx, import.track_id);
  // Somebody deleted it; that the file was changed brings nothing back.
  if (!track) return Written::left;
  const auto sound = [](const Track& one) {
    return std::tuple(one.format, one.duration_ms, one.sample_rate, one.channels, one.bit_depth);
  };
  const auto before = sound(*track);
  take_file(*track, import);
  describe_again(*track, import.reading.metadata);
  if (!track->cover_id) {
    track->cover_type = import.reading.cover_type.empty() ? std::nullopt : std::optional(import.reading.cover_type);
    track->cover_sized = 0;
  }
  Tracks::update(tx, *track);
  write_file_facts(tx, *track);
  if (track->status == "failed") Tracks::set_ready(tx, track->id, {{}, {}, {}, track->loudness});
  // Another recording: the streams that were made of the old one are made again. Other tags alone are not.
  if (before != sound(*track)) {
    JobSpec job;
    job.kind = VEZA_JOB_TRANSCODE;
    job.payload = {{"track_id", track->id}};
    job.unique_key = transcode_job_key(track->id);
    services.jobs.enqueue(tx, job);
  }
  Fingerprints::remove(tx, track->id);
  queue_analysis_job(services, tx, *track);
  const auto lyrics = lyrics_in(import.reading.metadata);
  if (!lyrics.plain.empty() || !lyrics.synced.empty()) write_lyrics(tx, track->id, lyrics);
  services.events.emit(tx, track_event(updated_event, *track, options.request_id));
  return Written::updated;
}

Written refuse(const Tx& tx, const Import& import, const std::string& run) {
  ScanFiles::put(tx, import.file, "refused", import.is_new ? std::nullopt : std::optional(import.track_id),
                 clean_text(import.reading.problem, 300), run);
  if (!import.is_new) {
    const std::string sentence = "Its file " + clean_text(import.reading.problem, 300) + ".";
    Tracks::set_failed(tx, import.track_id, sentence);
  }
  return Written::refused;
}

}  // namespace

void announce(const Tx& tx, std::vector<Import>& batch, const std::string& run) {
  for (auto& import : batch) {
    if (!import.is_new) continue;
    if (import.track_id.empty()) import.track_id = new_id();
    ScanFiles::put(tx, import.file, "new", import.track_id, std::nullopt, run);
  }
}

void read_and_link(const Services& services, std::vector<Import>& batch, const std::string& scratch,
                   const std::function<bool()>& stop) {
  std::vector<std::string> paths;
  for (const auto& import : batch) paths.push_back(import.file.path);
  auto readings = read_tag_batch(services.tag_reader, paths, scratch, stop);
  batch.resize(readings.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    auto& import = batch[i];
    import.reading = std::move(readings[i]);
    if (!import.reading.problem.empty()) continue;
    try {
      // A power cut may lose the link of a track that is there; the next scan makes it again.
      services.blobs.link(original_key(import.track_id), import.file.path, Durability::relaxed);
      if (!import.reading.cover.empty()) {
        services.blobs.put(cover_key(import.track_id), import.reading.cover, Durability::relaxed);
        import.reading.cover.clear();
        import.reading.cover.shrink_to_fit();
      }
    } catch (const Error& error) {
      // A store that is away is nothing that the file did.
      if (error.status() == VEZA_E_UNAVAILABLE || error.status() == VEZA_E_CANCELLED) throw;
      import.reading.problem = std::string("cannot be kept: ") + error.what();
    }
  }
}

Written write_import(const Services& services, const Tx& tx, const Import& import, const ScanOptions& options,
                     const std::string& run) {
  if (!import.reading.problem.empty() || !import.reading.format) return refuse(tx, import, run);
  return import.is_new ? write_new(services, tx, import, options, run)
                       : write_changed(services, tx, import, options, run);
}

}  // namespace veza::library::scan
