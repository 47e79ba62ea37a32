#include "scan/scan_job.h"

#include <chrono>
#include <thread>

#include <veza/id.hpp>

#include "scan/paths.h"
#include "scan/scanner.h"
#include "scan/scans.h"

namespace veza::library::scan {
namespace {

constexpr std::string_view kind = "library.scan";
constexpr int64_t newest = 20;

ScanOptions options_of(const Services& services, const Json& payload) {
  ScanOptions options;
  options.folder = folder_to_scan(services, path_bytes(payload.value("path", "")).value_or(""));
  options.owner_id = payload.value("owner_id", "");
  options.visibility = visibility_named(payload.value("visibility", "")).value_or(Visibility::closed);
  options.prune = payload.value("prune", false);
  return options;
}

void run(const Services& services, const Job& job) {
  auto options = options_of(services, job.payload());
  options.request_id = job.request_id();
  auto lock = ScanLock::take(services);
  // Its turn comes: the queue asks again, later and later.
  if (!lock) throw Error(VEZA_E_UNAVAILABLE, "another scan is running");
  ScanWatcher watcher;
  watcher.stopped = [&] { return job.cancelled(); };
  watcher.progress = [&](uint64_t done, uint64_t total, const std::string&) {
    if (total > 0) job.progress(static_cast<double>(done) / static_cast<double>(std::max(done, total)));
  };
  const auto report = scan_folder(services, *lock, options, watcher);
  if (report.state == "interrupted") throw Error(VEZA_E_CANCELLED, "interrupted; it goes on later");
  // What it says is in library_scans; trying again would not change it.
  if (report.state == "failed") throw Error(VEZA_E_INVALID, report.problem);
}

Response start(const Services& services, const Request& request) {
  const Json body = request.json();
  Problems problems;
  if (!body.is_object()) throw HttpError(400, "bad_request", "The body must be a JSON object.");
  for (const auto& [key, value] : body.items()) {
    if (key != "path" && key != "visibility" && key != "prune") problems.push_back({key, "is not a field of a scan"});
  }
  const auto text = [&](const char* key) {
    if (!body.contains(key)) return std::string();
    if (body[key].is_string()) return body[key].get<std::string>();
    problems.push_back({key, "must be a text"});
    return std::string();
  };
  const std::string path = text("path"), visibility = text("visibility");
  if (!visibility.empty() && !visibility_named(visibility))
    problems.push_back({"visibility", "must be public, unlisted or private"});
  if (body.contains("prune") && !body["prune"].is_boolean()) problems.push_back({"prune", "must be true or false"});
  std::vector<std::string> folders;
  if (path.empty()) {
    folders = import_folders(services);
    if (folders.empty()) problems.push_back({"path", "is missing, and the setting import_folders names no folder"});
  } else if (const auto bytes = path_bytes(path); !bytes || bytes->front() != '/') {
    problems.push_back({"path", "must be the absolute path of a folder"});
  } else {
    try {
      folders.push_back(folder_to_scan(services, *bytes));
    } catch (const Error&) {
      // Which folders there are elsewhere is nobody's business.
      problems.push_back({"path", "is no folder that may be imported from"});
    }
  }
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  Json queued = Json::array();
  services.db.write([&](const Tx& tx) {
    queued = Json::array();
    for (const auto& folder : folders) {
      JobSpec job;
      job.kind = kind;
      job.payload = {{"path", shown_path(folder)},
                     {"owner_id", request.principal().user_id()},
                     {"visibility", visibility.empty() ? "private" : visibility},
                     {"prune", body.value("prune", false)}};
      job.unique_key = std::string(kind) + ":" + path_key(folder);
      job.max_attempts = 20;
      job.request_id = request.id();
      services.jobs.enqueue(tx, job);
      services.audit.record(tx, request,
                            {"library.scan.requested",
                             "folder",
                             path_key(folder),
                             nullptr,
                             {{"path", shown_path(folder)}, {"prune", body.value("prune", false)}}});
      queued.push_back(shown_path(folder));
    }
  });
  return Response::ok({{"queued", std::move(queued)}}, 202);
}

Response list(const Services& services) {
  Json folders = Json::array();
  for (const auto& folder : import_folders(services)) folders.push_back(shown_path(folder));
  return Response::ok({{"folders", std::move(folders)}, {"scans", Scans::newest(services.db, newest)}})
      .header("Cache-Control", "no-store");
}

}  // namespace

void add_scan_routes(Services& services) {
  services.jobs.handle(kind, 1, [&services](const Job& job) { run(services, job); });
  RouteOptions options;
  options.permission = "library:import";
  services.http.post(
      "/api/v1/library/scans", [&](const Request& request) { return start(services, request); }, options);
  services.http.get(
      "/api/v1/library/scans", [&](const Request&) { return list(services); }, options);
}

}  // namespace veza::library::scan
