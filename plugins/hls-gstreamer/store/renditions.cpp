#include "store/renditions.h"

#include <chrono>

namespace veza::hls {
namespace {

constexpr std::string_view columns =
    "track_id, owner_id, generation, status, progress, reason, tiers, timescale, segments, duration_ms, gain_db";

int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Rendition read(const Row& row) {
  Rendition out;
  out.track_id = row.text(0);
  out.owner_id = row.text(1);
  out.generation = row.text(2);
  out.status = row.text(3);
  out.progress = row.real(4);
  out.reason = row.maybe_text(5);
  out.tiers = tiers_from(parse_json(row.view(6)));
  out.timescale = static_cast<uint32_t>(row.integer(7));
  out.segments = row.integer(8);
  out.duration_ms = row.maybe_integer(9);
  out.gain_db = row.maybe_real(10);
  return out;
}

bool end_without_segments(const Tx& tx, const Rendition& run, std::string_view status,
                          std::optional<std::string> reason) {
  const bool ours = tx.execute(
                        "UPDATE hls_renditions SET status = $3, progress = 0, reason = $4, segments = 0, "
                        "updated_at = $5 WHERE track_id = $1 AND generation = $2 AND status IN ('running', 'queued')",
                        {run.track_id, run.generation, status, reason, now_ms()}) > 0;
  if (ours) {
    tx.execute("DELETE FROM hls_segments WHERE track_id = $1 AND generation = $2", {run.track_id, run.generation});
  }
  return ours;
}

}  // namespace

Json to_json(const std::vector<Tier>& tiers) {
  Json out = Json::array();
  for (const Tier& tier : tiers) {
    out.push_back({{"name", tier.name},
                   {"bitrate", tier.bitrate},
                   {"codecs", tier.codecs},
                   {"lossless", tier.lossless},
                   {"average_bandwidth", tier.average_bandwidth},
                   {"peak_bandwidth", tier.peak_bandwidth}});
  }
  return out;
}

std::vector<Tier> tiers_from(const Json& json) {
  std::vector<Tier> out;
  if (!json.is_array()) return out;
  for (const Json& tier : json) {
    out.push_back({tier.value("name", ""), tier.value("bitrate", 0U), tier.value("codecs", ""),
                   tier.value("lossless", false), tier.value("average_bandwidth", 0U),
                   tier.value("peak_bandwidth", 0U)});
  }
  return out;
}

TrackStatus status_of(const Rendition& rendition) {
  return {rendition.track_id, rendition.status, rendition.progress, rendition.playable(), rendition.reason};
}

std::optional<Rendition> Renditions::find(std::string_view track_id) const {
  std::optional<Rendition> out;
  db_.query("SELECT " + std::string(columns) + " FROM hls_renditions WHERE track_id = $1", {track_id},
            [&](const Row& row) { out = read(row); });
  return out;
}

std::vector<uint64_t> Renditions::segments(const Rendition& rendition) const {
  std::vector<uint64_t> out;
  out.reserve(static_cast<size_t>(rendition.segments));
  db_.query("SELECT duration FROM hls_segments WHERE track_id = $1 AND generation = $2 ORDER BY idx",
            {rendition.track_id, rendition.generation},
            [&](const Row& row) { out.push_back(static_cast<uint64_t>(row.integer(0))); });
  return out;
}

std::vector<Rendition> Renditions::owned_by(std::string_view user_id) const {
  std::vector<Rendition> found;
  db_.query("SELECT " + std::string(columns) + " FROM hls_renditions WHERE owner_id = $1 ORDER BY track_id", {user_id},
            [&](const Row& row) { found.push_back(read(row)); });
  return found;
}

void Renditions::disown(const Tx& tx, std::string_view user_id) {
  tx.execute("UPDATE hls_renditions SET owner_id = '' WHERE owner_id = $1", {user_id});
}

std::vector<std::string> Renditions::unfinished() const {
  std::vector<std::string> out;
  db_.query("SELECT track_id FROM hls_renditions WHERE status IN ('queued', 'running')", {},
            [&](const Row& row) { out.push_back(row.text(0)); });
  return out;
}

void Renditions::begin(const Tx& tx, std::string_view track_id, std::string_view owner_id,
                       std::string_view generation) {
  tx.execute("DELETE FROM hls_segments WHERE track_id = $1", {track_id});
  tx.execute(
      "INSERT INTO hls_renditions (track_id, owner_id, generation, status, progress, tiers, timescale, segments, "
      "updated_at) VALUES ($1, $2, $3, 'running', 0, '[]', 44100, 0, $4) "
      "ON CONFLICT (track_id) DO UPDATE SET generation = excluded.generation, status = 'running', progress = 0, "
      "reason = NULL, tiers = '[]', segments = 0, duration_ms = NULL, gain_db = NULL, "
      "updated_at = excluded.updated_at",
      {track_id, owner_id, generation, now_ms()});
}

bool Renditions::set_source(const Tx& tx, const Rendition& run) {
  return tx.execute(
             "UPDATE hls_renditions SET tiers = $3, duration_ms = $4, updated_at = $5 "
             "WHERE track_id = $1 AND generation = $2",
             {run.track_id, run.generation, to_text(to_json(run.tiers)), run.duration_ms, now_ms()}) > 0;
}

bool Renditions::add_segments(const Tx& tx, const Rendition& run, const std::vector<AlignedSegment>& segments) {
  const bool ours = tx.execute(
                        "UPDATE hls_renditions SET segments = segments + $3, progress = $4, timescale = $5, "
                        "updated_at = $6 WHERE track_id = $1 AND generation = $2",
                        {run.track_id, run.generation, static_cast<int64_t>(segments.size()), run.progress,
                         static_cast<int64_t>(run.timescale), now_ms()}) > 0;
  if (!ours) return false;
  for (const AlignedSegment& segment : segments) {
    tx.execute("INSERT INTO hls_segments (track_id, generation, idx, duration) VALUES ($1, $2, $3, $4)",
               {run.track_id, run.generation, static_cast<int64_t>(segment.index), segment.duration});
  }
  return true;
}

bool Renditions::finish(const Tx& tx, const Rendition& run) {
  return tx.execute(
             "UPDATE hls_renditions SET status = 'ready', progress = 1, reason = NULL, tiers = $3, duration_ms = $4, "
             "gain_db = $5, updated_at = $6 WHERE track_id = $1 AND generation = $2",
             {run.track_id, run.generation, to_text(to_json(run.tiers)), run.duration_ms, run.gain_db, now_ms()}) > 0;
}

bool Renditions::fail(const Tx& tx, const Rendition& run, std::string_view reason) {
  return end_without_segments(tx, run, "failed", std::string(reason));
}

bool Renditions::requeue(const Tx& tx, const Rendition& run) {
  return end_without_segments(tx, run, "queued", std::nullopt);
}

std::optional<Rendition> Renditions::ended(const Tx& tx, const Rendition& run) {
  std::optional<Rendition> out;
  tx.query("SELECT " + std::string(columns) +
               " FROM hls_renditions WHERE track_id = $1 AND generation = $2 AND status IN ('ready', 'failed')",
           {run.track_id, run.generation}, [&](const Row& row) { out = read(row); });
  return out;
}

bool Renditions::retry(const Tx& tx, std::string_view track_id) {
  return tx.execute(
             "UPDATE hls_renditions SET status = 'queued', progress = 0, reason = NULL, updated_at = $2 "
             "WHERE track_id = $1 AND status = 'failed'",
             {track_id, now_ms()}) > 0;
}

void Renditions::remove(const Tx& tx, std::string_view track_id) {
  tx.execute("DELETE FROM hls_segments WHERE track_id = $1", {track_id});
  tx.execute("DELETE FROM hls_renditions WHERE track_id = $1", {track_id});
}

}  // namespace veza::hls
