#include "backup/integrity_report.h"

#include <map>

#include "base/id.h"

namespace veza::backup {
namespace {

using base::Json;

constexpr size_t most_listed = 1000;
constexpr int64_t day_ms = 24LL * 3600 * 1000;

using FirstSeen = std::map<std::string, int64_t>;

base::Status ran(const base::Result<int64_t>& changed) {
  return changed ? base::Status() : base::fail(changed.error());
}

// Remembers the orphans, forgets what is none any more, and tells since when each is known.
base::Result<FirstSeen> note_orphans(data::Database& database, const std::vector<Orphan>& orphans, int64_t now) {
  FirstSeen first_seen;
  constexpr size_t batch = 500;
  for (size_t from = 0; from < orphans.size(); from += batch) {
    auto noted = database.write([&](data::Transaction& tx) -> base::Status {
      for (size_t i = from; i < std::min(from + batch, orphans.size()); ++i) {
        const auto& orphan = orphans[i];
        auto row = tx.row(
            "INSERT INTO integrity_orphans (key, plugin, size, first_seen, last_seen) VALUES ($1, $2, $3, $4, $4) ON "
            "CONFLICT (key) DO UPDATE SET plugin = excluded.plugin, size = excluded.size, last_seen = "
            "excluded.last_seen RETURNING first_seen",
            {orphan.key, orphan.plugin, orphan.size, now});
        if (!row) return base::fail(row.error());
        first_seen[orphan.key] = *row ? (**row)[0].integer() : now;
      }
      return {};
    });
    if (!noted) return base::fail(noted.error());
  }
  auto forgotten = database.write([&](data::Transaction& tx) {
    return ran(tx.execute("DELETE FROM integrity_orphans WHERE last_seen < $1", {now}));
  });
  if (!forgotten) return base::fail(forgotten.error());
  return first_seen;
}

bool may_go(int64_t first_seen, Remove remove, int64_t now) {
  switch (remove) {
    case Remove::nothing:
      return false;
    case Remove::reported:
      return first_seen < now;
    case Remove::reported_day:
      return first_seen <= now - day_ms;
  }
  return false;
}

// Removes it, unless something else was put there since it was listed.
base::Result<bool> remove_orphan(blobs::Store& blobs, const Orphan& orphan) {
  const auto facts = blobs.facts(orphan.key);
  if (!facts && facts.error().code == base::Code::not_found) return false;
  if (!facts) return base::fail(facts.error());
  if (facts->modified_ms != orphan.modified_ms) return false;
  if (auto removed = blobs.remove(orphan.key); !removed) return base::fail(removed.error());
  return true;
}

Json summary(const Findings& findings, const FirstSeen& first_seen) {
  Json missing = Json::array(), orphans = Json::array(), faults = Json::array();
  uint64_t orphan_bytes = 0;
  for (const auto& blob : findings.missing) {
    if (missing.size() < most_listed) missing.push_back({{"plugin", blob.plugin}, {"key", blob.key}});
  }
  for (const auto& orphan : findings.orphans) {
    orphan_bytes += orphan.size;
    if (orphans.size() == most_listed) continue;
    orphans.push_back({{"plugin", orphan.plugin},
                       {"key", orphan.key},
                       {"size", orphan.size},
                       {"first_seen", base::rfc3339(first_seen.at(orphan.key))}});
  }
  for (const auto& fault : findings.faults) faults.push_back({{"plugin", fault.plugin}, {"problem", fault.problem}});
  return {{"blobs", findings.blobs},         {"bytes", findings.bytes},
          {"unclaimed", findings.unclaimed}, {"missing_count", findings.missing.size()},
          {"missing", std::move(missing)},   {"orphan_count", findings.orphans.size()},
          {"orphan_bytes", orphan_bytes},    {"orphans", std::move(orphans)},
          {"faults", std::move(faults)}};
}

base::Status keep(data::Database& database, const Json& report, int64_t now) {
  return database.write([&](data::Transaction& tx) -> base::Status {
    auto done = ran(tx.execute("INSERT INTO integrity_reports (id, created_at, report) VALUES ($1, $2, $3)",
                               {report["id"].get<std::string>(), now, base::to_text(report)}));
    if (!done) return done;
    return ran(
        tx.execute("DELETE FROM integrity_reports WHERE id NOT IN (SELECT id FROM integrity_reports ORDER BY "
                   "created_at DESC, id DESC LIMIT 100)"));
  });
}

}  // namespace

base::Result<Json> check_integrity(data::Database& database, blobs::Store& blobs, const std::vector<BlobOwner>& owners,
                                   const CheckOptions& options) {
  const int64_t now = options.clock();
  const auto findings = examine(database, blobs, owners, now);
  if (!findings) return base::fail(findings.error());
  const auto first_seen = note_orphans(database, findings->orphans, now);
  if (!first_seen) return base::fail_while("writing the orphans down", first_seen.error());
  uint64_t removed_count = 0, removed_bytes = 0;
  for (const auto& orphan : findings->orphans) {
    if (!may_go(first_seen->at(orphan.key), options.remove, now)) continue;
    const auto removed = remove_orphan(blobs, orphan);
    if (!removed) return base::fail_while("removing " + orphan.key, removed.error());
    removed_count += *removed ? 1 : 0;
    removed_bytes += *removed ? orphan.size : 0;
  }
  Json report = summary(*findings, *first_seen);
  report["id"] = base::new_id();
  report["created_at"] = base::rfc3339(now);
  report["removed_count"] = removed_count;
  report["removed_bytes"] = removed_bytes;
  if (auto kept = keep(database, report, now); !kept) return base::fail_while("keeping the report", kept.error());
  return report;
}

base::Result<std::optional<Json>> last_report(data::Session& database) {
  const auto row = database.row("SELECT report FROM integrity_reports ORDER BY created_at DESC, id DESC LIMIT 1");
  if (!row) return base::fail(row.error());
  if (!*row) return std::optional<Json>();
  auto report = base::parse_json((**row)[0].text());
  if (!report) return base::fail(report.error());
  return std::optional<Json>(std::move(*report));
}

}  // namespace veza::backup
