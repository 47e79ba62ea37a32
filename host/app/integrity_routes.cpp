#include "app/integrity_routes.h"

#include "backup/integrity_report.h"
#include "backup/work.h"
#include "http/audit_entry.h"
#include "http/envelope.h"

namespace veza::app {
namespace {

net::Response last(data::Database& database, const http::Context& context) {
  const auto report = backup::last_report(database);
  if (!report) return http::error(context, report.error());
  if (!*report) {
    return http::error(context, 404, "no_report", "Rows and files have not been compared yet; POST here does it now.");
  }
  return http::success(**report);
}

net::Response check_now(data::Database& database, jobs::Queue& queue, observe::Audit& audit,
                        const http::Context& context) {
  jobs::Enqueued enqueued;
  auto job = backup::integrity_job_now();
  job.request_id = std::string(context.request_id);
  auto done = database.write([&](data::Transaction& tx) -> base::Status {
    auto added = queue.enqueue(tx, job);
    if (!added) return base::fail(added.error());
    enqueued = *added;
    auto entry = http::audit_entry(context, "site.integrity.requested");
    entry.subject_type = "job";
    entry.subject_id = enqueued.id;
    return audit.record(tx, entry);
  });
  if (!done) return http::error(context, done.error());
  return http::success({{"job_id", enqueued.id}, {"already_under_way", !enqueued.created}}, 202);
}

}  // namespace

std::vector<http::Route> integrity_routes(data::Database& database, jobs::Queue& queue, observe::Audit& audit) {
  constexpr const char* path = "/api/v1/admin/integrity";
  std::vector<http::Route> routes;
  routes.push_back(
      {.method = "GET", .pattern = path, .permission = "system:config", .handler = [&database](http::Context& context) {
         return last(database, context);
       }});
  routes.push_back({.method = "POST",
                    .pattern = path,
                    .permission = "system:config",
                    .handler = [&database, &queue, &audit](http::Context& context) {
                      return check_now(database, queue, audit, context);
                    }});
  return routes;
}

}  // namespace veza::app
