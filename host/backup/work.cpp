#include "backup/work.h"

#include "backup/integrity_report.h"
#include "backup/lease.h"

namespace veza::backup {
namespace {

Watch watch_of(jobs::JobContext& job) {
  return {[&job](const Progress& at) {
            if (at.total > 0) job.progress(static_cast<double>(at.done) / static_cast<double>(at.total));
          },
          [&job] { return job.cancelled() != jobs::Cancel::no; }};
}

// What was done is done, also when it cannot be noted.
void note(const Plan& plan, const std::string& action, const base::Json& after, const base::Log& log) {
  if (!plan.note) return;
  if (auto noted = plan.note(action, after); !noted) {
    log.warn("The audit log misses an entry", {{"action", action}, {"error", noted.error().message}});
  }
}

base::Status run_backup(const Plan& plan, jobs::JobContext& job, const base::Log& log) {
  auto store = plan.open_repository();
  if (!store) return base::fail(store.error());
  Repository repository(**store);
  CreateOptions options;
  options.watch = watch_of(job);
  // A host that was killed while it made one has its turn for a minute more; this may be the next attempt.
  options.patience_ms = 2 * Lease::length_ms;
  const auto created = create(plan.source, repository, options);
  if (!created) return base::fail(created.error());
  const auto& manifest = created->manifest;
  log.info("A backup was made", {{"name", manifest.name},
                                 {"files", manifest.blob_count},
                                 {"bytes", manifest.blob_bytes},
                                 {"added_bytes", created->added_bytes},
                                 {"where", repository.describe()}});
  note(plan, "site.backup.made", {{"name", manifest.name}, {"bytes", manifest.blob_bytes}}, log);
  if (!manifest.missing.empty()) {
    log.warn("The site lacks files that its rows need, so the backup does too; `veza integrity` lists them",
             {{"count", manifest.missing.size()}});
  }
  if (!manifest.left_out.empty()) {
    log.warn("The backup has no tables of plugins that were removed; install them again to have these in the next one",
             {{"tables", manifest.left_out}});
  }
  PruneOptions prune_options;
  prune_options.retention = plan.retention;
  prune_options.work_folder = plan.source.work_folder;
  prune_options.watch = options.watch;
  // The backup is made; that old ones stay a day longer is no reason to make another.
  const auto pruned = prune(plan.source.database, repository, prune_options);
  if (!pruned) {
    log.warn("Old backups were not removed", {{"error", pruned.error().message}});
  } else if (!pruned->removed.empty() || pruned->entries > 0) {
    log.info("Old backups were removed", {{"backups", pruned->removed}, {"bytes", pruned->bytes}});
    note(plan, "site.backup.removed", {{"names", pruned->removed}}, log);
  }
  return {};
}

base::Status run_integrity(const Plan& plan, jobs::JobContext& job, const base::Log& log) {
  const auto payload = base::parse_json(job.payload());
  CheckOptions options;
  if (payload && payload->value("remove", false)) options.remove = Remove::reported_day;
  const auto report = check_integrity(plan.source.database, plan.source.blobs, plan.source.owners, options);
  if (!report) return base::fail(report.error());
  const base::Json facts{{"missing", (*report)["missing_count"]},
                         {"orphans", (*report)["orphan_count"]},
                         {"removed", (*report)["removed_count"]},
                         {"faults", (*report)["faults"]}};
  if ((*report)["removed_count"] != 0) note(plan, "site.orphans.removed", {{"files", (*report)["removed_count"]}}, log);
  if ((*report)["missing_count"] != 0 || !(*report)["faults"].empty()) {
    log.warn("Rows lack their files, or cannot be asked; `veza integrity` says which", facts);
  } else {
    log.info("Rows and files were compared", facts);
  }
  return {};
}

}  // namespace

base::Status add_handlers(jobs::Queue& queue, const Plan& plan, const base::Log& log) {
  auto added = queue.add_handler(
      {backup_job, job_owner, 1, [&plan, log](jobs::JobContext& job) -> base::Status {
         auto done = run_backup(plan, job, log);
         if (!done && done.error().code != base::Code::cancelled) {
           log.error("A backup could not be made", {{"error", done.error().message}, {"attempt", job.attempt()}});
         }
         return done;
       }});
  if (!added) return added;
  return queue.add_handler({integrity_job, job_owner, 1, [&plan, log](jobs::JobContext& job) -> base::Status {
                              return run_integrity(plan, job, log);
                            }});
}

std::vector<jobs::CronEntry> cron_entries(const Plan& plan) {
  jobs::NewJob make, check = integrity_job_now();
  make.kind = backup_job;
  make.unique_key = backup_job;
  // With the pauses between them half an hour or so: a store that is away for a moment must not cost the night's
  // backup.
  make.max_attempts = 12;
  make.priority = jobs::Priority::low;
  if (plan.remove_orphans) check.payload = R"({"remove": true})";
  return {{"host/backup", job_owner, plan.backup, make}, {"host/integrity", job_owner, plan.integrity, check}};
}

jobs::NewJob integrity_job_now() {
  jobs::NewJob job;
  job.kind = integrity_job;
  job.unique_key = integrity_job;
  job.max_attempts = 3;
  job.priority = jobs::Priority::low;
  return job;
}

}  // namespace veza::backup
