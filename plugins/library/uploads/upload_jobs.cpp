#include "uploads/upload_jobs.h"

#include <veza/id.hpp>

#include "uploads/uploads.h"

namespace veza::library {
namespace {

constexpr std::string_view remove_kind = "library.remove_upload", sweep_kind = "library.sweep_uploads";

std::vector<std::string> expired(const Services& services, int64_t now) {
  std::vector<std::string> ids;
  services.db.query("SELECT id FROM library_uploads WHERE expires_at < $1 ORDER BY expires_at LIMIT 100", {now},
                    [&](const Row& row) { ids.push_back(row.text(0)); });
  return ids;
}

void sweep(const Services& services, const Job& job) {
  const int64_t now = now_ms();
  for (auto ids = expired(services, now); !ids.empty(); ids = expired(services, now)) {
    if (job.cancelled()) throw Error(VEZA_E_CANCELLED, "interrupted; it goes on later");
    services.db.write([&](const Tx& tx) {
      for (const auto& id : ids) {
        // Bytes may have come since it was looked at.
        const Params values{id, now};
        if (tx.execute("DELETE FROM library_uploads WHERE id = $1 AND expires_at < $2", values) == 0) continue;
        Uploads::remove(tx, id);
        // Also for those that are over: a request that was cut off by a power failure may have left a part.
        services.jobs.enqueue(tx, remove_upload_job(id, job.request_id()));
      }
    });
  }
}

JobSpec sweep_job() {
  JobSpec job;
  job.kind = sweep_kind;
  job.unique_key = sweep_kind;
  job.max_attempts = 5;
  return job;
}

}  // namespace

JobSpec remove_upload_job(std::string_view upload_id, std::string_view request_id) {
  JobSpec job;
  job.kind = remove_kind;
  job.payload = {{"upload_id", upload_id}};
  job.unique_key = std::string(remove_kind) + ":" + std::string(upload_id);
  job.max_attempts = 20;
  job.request_id = request_id;
  return job;
}

void add_upload_jobs(Services& services) {
  services.jobs.handle(remove_kind, 1, [&services](const Job& job) {
    const std::string id = job.payload().value("upload_id", "");
    if (!is_id(id)) throw Error(VEZA_E_INVALID, "the job names no upload");
    const auto upload = Uploads::find(services.db, id);
    if (!upload || !upload->is_open()) services.blobs.remove_prefix(upload_prefix(id));
  });
  services.jobs.handle(sweep_kind, 1, [&services](const Job& job) { sweep(services, job); });
  services.jobs.schedule("library.sweep_uploads", "*/10 * * * *", sweep_job());
  if (expired(services, now_ms()).empty()) return;
  services.db.write([&](const Tx& tx) { services.jobs.enqueue(tx, sweep_job()); });
}

}  // namespace veza::library
