#include "place_job.h"

#include <algorithm>

namespace veza::library {
namespace {

constexpr std::string_view kind = "library.place_tracks";
constexpr int64_t at_once = 100;

std::vector<std::string> unplaced(const Services& services) {
  std::vector<std::string> ids;
  services.db.query("SELECT id FROM library_tracks WHERE placed = 0 ORDER BY id LIMIT $1", {at_once},
                    [&](const Row& row) { ids.push_back(row.text(0)); });
  return ids;
}

// What such a track says in text only.
void place(const Tx& tx, const std::string& id) {
  auto track = Tracks::hold(tx, id);
  if (!track || track->placed) return;
  if (track->credits.empty()) track->credits = credits_of(track->artist.value_or(""));
  if (track->genres.empty() && track->genre) track->genres = {*track->genre};
  Tracks::update(tx, *track);
}

void run(const Services& services, const Job& job) {
  for (auto ids = unplaced(services); !ids.empty(); ids = unplaced(services)) {
    if (job.cancelled()) throw Error(VEZA_E_CANCELLED, "interrupted; it goes on later");
    services.db.write([&](const Tx& tx) {
      for (const auto& id : ids) place(tx, id);
    });
  }
}

}  // namespace

void add_place_job(Services& services) {
  services.jobs.handle(kind, 1, [&services](const Job& job) { run(services, job); });
  if (unplaced(services).empty()) return;
  services.db.write([&](const Tx& tx) {
    JobSpec job;
    job.kind = kind;
    job.unique_key = kind;
    job.max_attempts = 20;
    services.jobs.enqueue(tx, job);
  });
}

}  // namespace veza::library
