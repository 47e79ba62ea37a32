#include "retag/jobs.h"

#include <process/child.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <veza/id.hpp>

#include "files_job.h"
#include "playlists/routes.h"
#include "rules/tag_edits.h"
#include "store/events.h"
#include "store/lyrics.h"
#include "uploads/quota.h"

namespace veza::library {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view write_kind = "library.write_tags", remove_kind = "library.remove_file";
constexpr int deadline_ms = 120'000;

// The scratch files of one run, removed with it.
class Scratch {
 public:
  explicit Scratch(const std::string& folder) : prefix_(folder + "/" + new_id()) {}
  ~Scratch() {
    std::error_code ignored;
    for (const auto& file : {copy(), edits(), cover()}) fs::remove(file, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string copy() const { return prefix_ + ".retag"; }
  std::string edits() const { return prefix_ + ".edits"; }
  std::string cover() const { return prefix_ + ".cover"; }

 private:
  std::string prefix_;
};

struct Written {
  std::string problem;  // empty: it was written; else why not, for whoever asked
  std::string sha256;
};

Written say_problem(std::string why) { return {"The tags could not be written: " + std::move(why) + ".", {}}; }

// Where the program is to take the cover from: empty when the file's own one is to stay.
std::vector<std::string> cover_arguments(const Services& services, const Track& track, const Scratch& scratch) {
  if (!track.cover_type) return {"-", ""};
  if (!track.cover_id) return {};
  // MP4 knows two kinds; what is a third is there as a JPEG too.
  const bool other = *track.cover_type == "image/webp";
  if (other && track.cover_sized != 1) return {};
  const auto key = other ? cover_prefix(track.id, track.cover_name()) + "1024" : cover_key(track.id, *track.cover_id);
  services.blobs.with_file(key, [&](const std::string& path) {
    fs::copy_file(path, scratch.cover(), fs::copy_options::overwrite_existing);
  });
  return {scratch.cover(), other ? "image/jpeg" : *track.cover_type};
}

// Throws Error when the program could not be run.
Written retag(const Services& services, const Track& track, const Scratch& scratch, const Job& job) {
  std::vector<std::string> arguments{std::string(format_name(track.format)), scratch.copy(), scratch.edits()};
  for (auto& argument : cover_arguments(services, track, scratch)) arguments.push_back(std::move(argument));
  services.blobs.with_file(original_key(track), [&](const std::string& path) {
    fs::copy_file(path, scratch.copy(), fs::copy_options::overwrite_existing);
  });
  fs::permissions(scratch.copy(), fs::perms::owner_read | fs::perms::owner_write);
  std::ofstream(scratch.edits(), std::ios::binary) << to_text(Json(tag_edits(track, lyrics_of(services.db, track.id))));
  process::Child child({services.config.libexec_dir() + "/veza-retag", arguments, {"LC_ALL=C.UTF-8"}, ""});
  const auto line = child.next_line(job.cancel_fd(), deadline_ms);
  if (line.kind != process::Line::Kind::text) child.kill();
  const auto [code, signal] = child.wait(deadline_ms);
  if (line.kind == process::Line::Kind::cancelled) throw Error(VEZA_E_CANCELLED, "interrupted; it is done later");
  if (signal != 0 || line.kind == process::Line::Kind::timed_out) return say_problem("the file takes too much");
  const Json said = parse_json(line.text);
  if (code != 0 || !said.is_object()) {
    throw Error(VEZA_E_INTERNAL, "veza-retag ended with status " + std::to_string(code));
  }
  if (said.contains("problem")) return say_problem(said.value("problem", ""));
  return {{}, said.value("sha256", "")};
}

bool finish(const Services& services, TagFile& file, std::string_view state, std::string problem) {
  file.state = state;
  if (!problem.empty()) file.problem = std::move(problem);
  bool current = false;
  services.db.write([&](const Tx& tx) { current = TagFiles::set(tx, file); });
  return current;
}

// The copy becomes the track's own file, with its new hash and size; the one before goes an hour later, as somebody may
// be converting it.
void replace(const Services& services, TagFile& file, const Written& written, const Scratch& scratch, const Job& job) {
  Track next;
  next.id = file.track_id;
  next.original_id = file.id;
  services.db.write([&](const Tx& tx) {
    queue_removal(services, tx, file.track_id, original_key(next), abandoned_after_ms, job.request_id());
  });
  services.blobs.put_file(original_key(next), scratch.copy());
  library::write(services, [&](const Tx& tx) {
    auto track = Tracks::hold(tx, file.track_id);
    file.state = "replaced";
    if (!track || !TagFiles::set(tx, file)) return;
    claim_storage(services, tx, track->owner_id, *file.size - track->file_size);
    queue_removal(services, tx, file.track_id, original_key(*track), abandoned_after_ms, job.request_id());
    track->updated_at = std::max(track->updated_at, now_ms());
    Tracks::set_original(tx, *track, file.id, *file.size, written.sha256);
    services.events.emit(tx, track_event(updated_event, *track));
  });
}

void make(const Services& services, TagFile& file, const Job& job) {
  const auto track = services.tracks.find(file.track_id);
  if (!track) return;
  const Scratch scratch(services.scratch_dir);
  const auto written = retag(services, *track, scratch, job);
  if (!written.problem.empty()) {
    finish(services, file, "failed", written.problem);
    return;
  }
  file.size = static_cast<int64_t>(fs::file_size(scratch.copy()));
  if (file.replaces) return replace(services, file, written, scratch, job);
  services.blobs.put_file(file.key(), scratch.copy());
  // Asked for once more, or deleted: what is left of this one goes when its time is over.
  finish(services, file, "ready", "");
}

void run(const Services& services, const Job& job) {
  const std::string id = job.payload().value("track_id", ""), copy = job.payload().value("id", "");
  if (!is_id(id) || !is_id(copy)) throw Error(VEZA_E_INVALID, "the job names no copy of a track's file");
  auto file = TagFiles::of(services.db, id);
  if (!file || file->id != copy || file->state != "pending") return;
  try {
    make(services, *file, job);
  } catch (const HttpError& error) {
    finish(services, *file, "failed", error.what());
  } catch (const std::exception& error) {
    const auto* known = dynamic_cast<const Error*>(&error);
    const bool again = job.attempt() < job.max_attempts();
    if ((known && known->status() == VEZA_E_CANCELLED) || again) throw;
    finish(services, *file, "failed", "The tags could not be written now; try again later.");
    throw;
  }
}

// Whether the key is still somebody's: the track's own file, or a copy whose time is not over.
bool in_use(const Tx& tx, const std::string& track_id, const std::string& key) {
  const auto track = Tracks::hold(tx, track_id);
  if (!track) return false;
  if (original_key(*track) == key) return true;
  const auto file = TagFiles::of(tx, track_id);
  if (!file || file->key() != key) return false;
  if (file->expires_at > now_ms()) return true;
  TagFiles::remove(tx, track_id);
  return false;
}

void remove(const Services& services, const Job& job) {
  const std::string id = job.payload().value("track_id", ""), key = job.payload().value("key", "");
  if (!is_id(id) || !key.starts_with(files_prefix(id))) throw Error(VEZA_E_INVALID, "the job names no file of a track");
  bool used = false;
  services.db.write([&](const Tx& tx) { used = in_use(tx, id, key); });
  if (!used) services.blobs.remove(key);
}

}  // namespace

void queue_removal(const Services& services, const Tx& tx, std::string_view track_id, std::string_view key,
                   int64_t delay_ms, std::string_view request_id) {
  JobSpec job;
  job.kind = remove_kind;
  job.payload = {{"track_id", track_id}, {"key", key}};
  job.unique_key = std::string(remove_kind) + ":" + std::string(key);
  services.jobs.cancel(tx, job.unique_key);  // one that would do it later
  job.max_attempts = 20;
  job.delay_ms = delay_ms;
  job.request_id = request_id;
  services.jobs.enqueue(tx, job);
}

void queue_retag_jobs(const Services& services, const Tx& tx, const TagFile& file, std::string_view request_id) {
  JobSpec job;
  job.kind = write_kind;
  job.payload = {{"track_id", file.track_id}, {"id", file.id}};
  job.unique_key = std::string(write_kind) + ":" + file.id;
  job.max_attempts = 5;
  job.request_id = request_id;
  services.jobs.enqueue(tx, job);
  queue_removal(services, tx, file.track_id, file.key(), tag_file_lifetime_ms + 60'000, request_id);
}

void add_retag_jobs(Services& services) {
  services.jobs.handle(write_kind, 1, [&services](const Job& job) { run(services, job); });
  services.jobs.handle(remove_kind, 1, [&services](const Job& job) { remove(services, job); });
}

}  // namespace veza::library
