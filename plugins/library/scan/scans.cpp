#include "scan/scans.h"

#include <veza/id.hpp>

namespace veza::library::scan {
namespace {
// How many are remembered.
constexpr int64_t kept = 100;
}  // namespace

void Scans::begin(const Tx& tx, const ScanReport& report, std::string_view path) {
  tx.execute("UPDATE library_scans SET state = 'interrupted' WHERE state = 'running'");
  tx.execute("INSERT INTO library_scans (id, path, state, started_at, updated_at) VALUES ($1, $2, 'running', $3, $3)",
             {report.id, path, now_ms()});
  tx.execute(
      "DELETE FROM library_scans WHERE id NOT IN (SELECT id FROM library_scans ORDER BY started_at DESC, id DESC "
      "LIMIT $1)",
      {kept});
}

void Scans::update(const Tx& tx, const ScanReport& report) {
  const Json json = to_json(report);
  const std::string counts = to_text(json["counts"]), problems = to_text(json["problems"]);
  const auto problem = report.problem.empty() ? std::nullopt : std::optional(report.problem);
  tx.execute(
      "UPDATE library_scans SET state = $2, problem = $3, updated_at = $4, counts = $5, problems = $6 WHERE id = $1",
      {report.id, report.state, problem, now_ms(), counts, problems});
}

Json Scans::newest(const Db& db, int64_t limit) {
  Json all = Json::array();
  db.query(
      "SELECT id, path, state, problem, started_at, updated_at, counts, problems FROM library_scans "
      "ORDER BY started_at DESC, id DESC LIMIT $1",
      {limit}, [&](const Row& row) {
        all.push_back({{"id", row.text(0)},
                       {"path", row.text(1)},
                       {"state", row.text(2)},
                       {"problem", row.is_null(3) ? Json() : Json(row.text(3))},
                       {"started_at", rfc3339(row.integer(4))},
                       {"updated_at", rfc3339(row.integer(5))},
                       {"counts", parse_json(row.view(6))},
                       {"problems", parse_json(row.view(7))}});
      });
  return all;
}

}  // namespace veza::library::scan
