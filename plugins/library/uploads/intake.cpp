#include "uploads/intake.h"

#include <veza/abi/catalog.h>
#include <veza/id.hpp>

#include "files_job.h"
#include "media/describe.h"
#include "playlists/routes.h"
#include "rules/text.h"
#include "store/audit.h"
#include "store/events.h"
#include "store/lyrics.h"

namespace veza::library {
namespace {

Format require_audio(std::string_view bytes) {
  const Sniffed sniffed = sniff(bytes);
  if (sniffed.format) return *sniffed.format;
  throw HttpError(415, "unsupported_media_type",
                  "This is " + sniffed.looks_like + ". Upload WAV, AIFF, FLAC, MP3, M4A, AAC, Ogg Vorbis or Opus.",
                  {{"file", "is " + sniffed.looks_like}});
}

Track new_track(const Arrival& arrival, Format format, const Metadata& tags, std::string_view owner_id) {
  Track track;
  track.owner_id = owner_id;
  track.format = format;
  track.file_name = display_file_name(arrival.file_name);
  track.file_size = static_cast<int64_t>(arrival.bytes.size());
  describe(track, tags);
  apply(arrival.fields, track);
  return track;
}

// Asks the site's upload.check hook, and applies what it changes. Throws HttpError 403 for a refusal.
void ask_policy(const Services& services, const Principal& principal, Track& track) {
  const auto decision = services.policy.decide(
      "upload.check",
      {{"user", {{"id", principal.user_id()}, {"username", principal.username()}, {"role", principal.role()}}},
       {"file",
        {{"name", track.file_name},
         {"content_type", content_type(track.format)},
         {"format", format_name(track.format)},
         {"size", track.file_size},
         {"duration", track.duration_ms ? Json(static_cast<double>(*track.duration_ms) / 1000) : Json()}}},
       {"visibility", visibility_name(track.visibility)}});
  using Kind = Decision::Kind;
  if (decision.kind == Kind::deny || decision.kind == Kind::hold) {
    // A fault in the scripts has a message of its own; this is for scripts that gave none.
    const std::string otherwise = decision.kind == Kind::deny
                                      ? "This site's rules do not allow this upload."
                                      : "Somebody has to look at this upload first; ask the people who run the site.";
    throw HttpError(403, "policy_denied", decision.message.empty() ? otherwise : decision.message,
                    {{"file", decision.reason.empty() ? "policy" : decision.reason}});
  }
  if (decision.kind == Kind::change) {
    Problems problems;
    apply(parse_changes(decision.changes, problems), track);
    if (problems.empty()) return;
    // A rule that means "private" and misspells it must not publish the track.
    for (const auto& [field, problem] : problems) {
      services.log.error("upload.check changed a field to something it cannot be; the upload was refused",
                         {{"field", field}, {"problem", problem}});
    }
    throw HttpError(403, "policy_denied",
                    "This site's rule for uploads has a fault, so nothing was uploaded; tell the people who run it.");
  }
}

void commit(const Services& services, const Arrival& arrival, Track& track, const Lyrics& lyrics,
            const Request& request) {
  write(services, [&](const Tx& tx) {
    arrival.along(tx, track);
    Tracks::insert(tx, track);
    write_lyrics(tx, track.id, lyrics);
    JobSpec job;
    job.kind = VEZA_JOB_TRANSCODE;
    // With the queue's growing delays nearly two hours, for a store that is away.
    job.max_attempts = 20;
    job.payload = {{"track_id", track.id}};
    job.unique_key = transcode_job_key(track.id);
    job.request_id = request.id();
    services.jobs.enqueue(tx, job);
    services.jobs.cancel(tx, remove_files_key(track.id));
    services.events.emit(tx, track_event(uploaded_event, track, request.id()));
    services.audit.record(tx, request, {"library.track.created", "track", track.id, nullptr, audit_state(track)});
  });
}

// Whether an upload is there although its commit failed: a connection that breaks while committing leaves that open.
// A commit that is still under way is waited for, as both change the row of the job.
bool was_committed(const Services& services, const std::string& id, std::string_view request_id) {
  bool there = false;
  services.db.write([&](const Tx& tx) {
    services.jobs.cancel(tx, remove_files_key(id));
    there = Tracks::find(tx, id).has_value();
    if (!there) services.jobs.enqueue(tx, remove_files_job(id, abandoned_after_ms, request_id));
  });
  return there;
}

}  // namespace

Track take_in(const Services& services, const Request& request, const Arrival& arrival) {
  const Format format = require_audio(arrival.bytes);
  const auto principal = request.principal();
  const std::string id = new_id();

  services.db.write(
      [&](const Tx& tx) { services.jobs.enqueue(tx, remove_files_job(id, abandoned_after_ms, request.id())); });
  Track track;
  bool committing = false;
  try {
    arrival.store(original_key(id));
    FileTags tags;
    services.blobs.with_file(original_key(id), [&](const std::string& path) {
      tags = read_file_tags(services.tag_reader, format, path, services.scratch_dir + "/" + id + ".cover");
    });
    if (!tags.read) services.log.warn("the tags of an upload could not be read", {{"problem", tags.problem}});

    track = new_track(arrival, format, tags.metadata, principal.user_id());
    track.id = id;
    track.created_at = track.updated_at = now_ms();
    ask_policy(services, principal, track);
    if (!tags.cover.empty()) {
      services.blobs.put(cover_key(id), tags.cover);
      track.cover_type = tags.cover_type;
    }
    committing = true;
    commit(services, arrival, track, lyrics_in(tags.metadata), request);
    return track;
  } catch (...) {
    // The job that is queued would do it too, later; nobody should have to wait for the disk space. Where it cannot be
    // told whether the track is there, only the job may: it is gone when the track was committed.
    try {
      if (committing && was_committed(services, id, request.id())) return track;
      services.blobs.remove_prefix(files_prefix(id));
      services.db.write([&](const Tx& tx) { services.jobs.cancel(tx, remove_files_key(id)); });
    } catch (const std::exception& error) {
      services.log.warn("the files of a refused upload are removed later", {{"problem", error.what()}});
    }
    throw;
  }
}

}  // namespace veza::library
