#include "jobs/queue.h"

namespace veza::jobs {
namespace {

// The indexes are partial, so that a million finished jobs cost a claim nothing. jobs_due ends in the order of a claim.
constexpr const char* create_jobs = R"sql(
CREATE TABLE jobs (
  id           TEXT PRIMARY KEY,
  kind         TEXT NOT NULL,
  payload      TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  priority     BIGINT NOT NULL,
  run_at       BIGINT NOT NULL,
  attempts     BIGINT NOT NULL,
  max_attempts BIGINT NOT NULL,
  lease_owner  TEXT,
  lease_until  BIGINT,
  unique_key   TEXT,
  progress     DOUBLE PRECISION NOT NULL,
  last_error   TEXT NOT NULL,
  request_id   TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  finished_at  BIGINT,
  CHECK (attempts BETWEEN 0 AND max_attempts)
);
CREATE INDEX jobs_due ON jobs (kind, priority, run_at, id) WHERE state = 'queued';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key)
  WHERE unique_key IS NOT NULL AND state IN ('queued', 'running');
)sql";

// The last time each cron entry was queued for, by whichever host.
constexpr const char* create_schedule = R"sql(
CREATE TABLE job_schedule (
  name     TEXT PRIMARY KEY,
  last_due BIGINT NOT NULL
);
)sql";

}  // namespace

data::Component migrations() {
  return {"jobs", {{1, "create_jobs", create_jobs}, {2, "create_schedule", create_schedule}}};
}

}  // namespace veza::jobs
