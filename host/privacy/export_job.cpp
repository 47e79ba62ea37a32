// The job that writes an export.
#include <filesystem>

#include "privacy/export_file.h"
#include "privacy/privacy.h"

namespace veza::privacy {
namespace {

using base::Code;
using base::Json;

struct Wanted {
  std::string id, user_id;  // user_id "" when nobody wants it any more
};

base::Result<Wanted> wanted(data::Database& db, const jobs::JobContext& job) {
  const auto payload = base::parse_json(job.payload());
  const std::string id = payload && payload->is_object() ? payload->value("export_id", "") : "";
  auto row = db.row("SELECT user_id FROM privacy_exports WHERE id = $1 AND state = 'queued'", {id});
  if (!row) return base::fail(row.error());
  return Wanted{id, *row ? (**row)[0].string() : ""};
}

}  // namespace

base::Status Privacy::write_export(jobs::JobContext& job, const std::string& user_id, const std::string& path) {
  auto owners = known_owners();
  if (!owners) return base::fail(owners.error());
  ExportFile file(path, parts_.blobs, [&job] { return job.cancelled() != jobs::Cancel::no; });
  Json contents{{"site", config_.site_name},
                {"user_id", user_id},
                {"made_at", base::rfc3339(parts_.clock())},
                {"parts", Json::array()},
                {"left_out", Json::array()}};
  size_t at = 0;
  for (const auto& owner : *owners) {
    job.progress(static_cast<double>(at++) / static_cast<double>(owners->size() + 1));
    if (!registry_.has(owner)) {
      contents["left_out"].push_back(
          {{"part", owner}, {"reason", "It is not running at the moment; ask the people who run the site."}});
      continue;
    }
    ExportFile::Part part(file, owner);
    if (auto written = registry_.write(owner, user_id, part); !written)
      return base::fail_while("exporting what " + owner + " has", written.error());
    contents["parts"].push_back(owner);
  }
  if (auto written = file.text("contents.json", contents.dump(2)); !written) return written;
  return file.close();
}

// The row decides whether the file may stay; it may be another attempt's, which was ready first.
void Privacy::drop_file(const std::string& export_id) {
  const auto row = parts_.db.row("SELECT 1 FROM privacy_exports WHERE id = $1 AND state = 'ready'", {export_id});
  if (row && !*row) static_cast<void>(parts_.blobs.remove(blob_key(export_id)));
}

base::Status Privacy::run_export(jobs::JobContext& job) {
  auto what = wanted(parts_.db, job);
  if (!what) return base::fail(what.error());
  const Wanted& asked = *what;
  if (asked.user_id.empty()) {
    drop_file(asked.id);  // an attempt that was cut short may have left it
    return base::fail(Code::not_found, "the export is not wanted any more");
  }
  const std::string path = config_.work_folder + "/" + asked.id + ".zip";
  auto written = write_export(job, asked.user_id, path);
  std::error_code ignored;
  if (!written) {
    std::filesystem::remove(path, ignored);
    // What a part refuses to give now it may give later, but what breaks a rule stays broken.
    return written;
  }
  const auto size = std::filesystem::file_size(path, ignored);
  if (auto stored = parts_.blobs.put_file(blob_key(asked.id), path, blobs::Source::move); !stored) {
    std::filesystem::remove(path, ignored);
    return stored;
  }
  const int64_t now = parts_.clock();
  auto done = job.complete([&](data::Transaction& tx) -> base::Status {
    auto ready = tx.execute(
        "UPDATE privacy_exports SET state = 'ready', expires_at = $2, size = $3 WHERE id = $1 AND state = 'queued'",
        {asked.id, now + export_days * 24 * 3600 * 1000, static_cast<int64_t>(size)});
    if (!ready) return base::fail(ready.error());
    if (*ready == 0) return base::fail(Code::not_found, "the export is not wanted any more");
    observe::AuditEntry entry;
    entry.action = "privacy.export.made";
    entry.actor_name = "site";
    entry.subject_type = "user";
    entry.subject_id = asked.user_id;
    entry.request_id = job.request_id();
    entry.after = {{"export_id", asked.id}, {"bytes", size}};
    if (auto noted = parts_.audit.record(tx, entry); !noted) return noted;
    return parts_.tell_ready ? parts_.tell_ready(tx, asked.user_id) : base::Status();
  });
  if (!done && done.error().code != Code::unavailable) drop_file(asked.id);
  return done;
}

}  // namespace veza::privacy
