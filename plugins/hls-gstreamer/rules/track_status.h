// The state of a track's streams as clients see it (GET …/hls/status, TrackStatus frames).
#pragma once
#include <optional>
#include <string>

#include <veza/json.hpp>

namespace veza::hls {

struct TrackStatus {
  std::string track_id;
  std::string status = "none";  // "queued" | "running" | "ready" | "failed" | "none"
  double progress = 0;          // 0–1
  bool playable = false;
  std::optional<std::string> reason;
};

inline Json to_json(const TrackStatus& status) {
  return {{"track_id", status.track_id},
          {"status", status.status},
          {"progress", status.progress},
          {"playable", status.playable},
          {"reason", status.reason ? Json(*status.reason) : Json()}};
}

}  // namespace veza::hls
