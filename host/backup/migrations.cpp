#include "backup/migrations.h"

namespace veza::backup {
namespace {

constexpr const char* create_tables = R"sql(
-- At most one row: whoever makes or removes backups now.
CREATE TABLE backup_lease (
  id       BIGINT PRIMARY KEY,
  holder   TEXT NOT NULL,
  what     TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);

-- The last moment each scheduled thing was started for, by whichever host.
CREATE TABLE backup_schedule (
  name     TEXT PRIMARY KEY,
  last_due BIGINT NOT NULL
);

CREATE TABLE integrity_reports (
  id         TEXT PRIMARY KEY,
  created_at BIGINT NOT NULL,
  report     TEXT NOT NULL
);
CREATE INDEX integrity_reports_created ON integrity_reports (created_at);

-- Blobs that the last report found no row for, and since when.
CREATE TABLE integrity_orphans (
  key        TEXT PRIMARY KEY,
  plugin     TEXT NOT NULL,
  size       BIGINT NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen  BIGINT NOT NULL
);
)sql";

// The queue of jobs keeps the times now (table job_schedule).
constexpr const char* drop_schedule = "DROP TABLE backup_schedule;";

}  // namespace

data::Component migrations() {
  return {"backup", {{1, "create_tables", create_tables}, {2, "drop_schedule", drop_schedule}}};
}

}  // namespace veza::backup
