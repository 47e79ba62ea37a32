// What a site does by itself: jobs, backups, housekeeping.
#include "app/event_stream.h"
#include "app/health_checks.h"
#include "app/site_impl.h"
#include "base/clock.h"
#include "observe/audit_table.h"

namespace veza::app {

base::Status Site::Impl::start_work() {
  if (auto status = add_health_checks(health, {stores, *plugin_host, settings, stopping}); !status) return status;
  auto made = SiteBackups::make(settings, layout, stores, queue, router, audit, log.named("backup"));
  if (!made) return base::fail_while("preparing backups", made.error());
  backups = std::move(*made);
  if (settings.boolean("events.stream")) {
    if (auto status = stream_events(outbox, *stores.kv); !status) return status;
  }
  if (auto status = privacy->start(); !status)
    return base::fail_while("preparing exports and erasures", status.error());
  if (settings.boolean("jobs.run")) {
    if (auto status = queue.start(); !status) return base::fail_while("starting the jobs", status.error());
  }
  identity->start_background();
  metrics.collect_from(work_metrics);
  constexpr int64_t week = 7LL * 24 * 3600 * 1000;
  housekeeping = std::make_unique<Housekeeping>(
      std::vector<Housekeeping::Task>{
          {"finished jobs",
           [this]() -> base::Status {
             auto removed = queue.prune(base::now_ms() - week);
             if (!removed) return tl::unexpected(removed.error());
             return {};
           }},
          {"old audit entries",
           [this]() -> base::Status {
             const int64_t days = settings.integer("audit.retention_days");
             if (days == 0) return {};
             auto removed = observe::prune_audit(*stores.db, audit, base::now_ms() - days * 24 * 3600 * 1000);
             if (!removed) return tl::unexpected(removed.error());
             return {};
           }},
          {"the end of the audit log",
           [this, told = int64_t{0}]() mutable -> base::Status {
             auto head = observe::audit_table::head(*stores.db);
             if (!head) return tl::unexpected(head.error());
             // A log that is kept elsewhere is a witness: `veza audit verify --head`.
             if (head->seq != told) {
               log.named("audit").info("The audit log ends here",
                                       {{"head", std::to_string(head->seq) + ":" + head->hash}});
             }
             told = head->seq;
             return {};
           }},
          {"delivered events",
           [this]() -> base::Status {
             auto removed = outbox.prune(base::now_ms() - week, base::now_ms() - 13 * week);
             if (!removed) return tl::unexpected(removed.error());
             return {};
           }},
          {"exports that ran out", [this] { return privacy->sweep(); }},
          {"mails given up", [this] { return mail->prune(); }},
      },
      log.named("housekeeping"));
  return {};
}

}  // namespace veza::app
