#include "plugins/check.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "data/migrations.h"
#include "http/openapi.h"
#include "plugins/library.h"
#include "plugins/service.h"
#include "plugins/user_data.h"

namespace veza::plugins {
namespace {

namespace fs = std::filesystem;

void check_library(const Manifest& manifest, const std::string& folder, CheckReport& report) {
  if (auto status = check_sdk(host_sdk_version(), manifest.sdk_min, manifest.sdk_max); !status) {
    report.problems.push_back(status.error().message);
    return;
  }
  report.passed.push_back("it runs on this Veza's SDK " + host_sdk_version().text());
  if (const auto entry = load_library(folder + "/" + manifest.library); !entry) {
    report.problems.push_back(entry.error().message);
  } else {
    report.passed.push_back(manifest.library + " loads and exports its entry");
  }
}

void check_migrations(const Manifest& manifest, const std::string& folder, CheckReport& report) {
  for (const auto dialect : {data::Dialect::sqlite, data::Dialect::postgresql}) {
    const auto tables = data::load_migrations("plugin." + manifest.id, folder + "/migrations", dialect);
    if (!tables) {
      report.problems.push_back(tables.error().message);
    } else if (!tables->migrations.empty()) {
      report.passed.push_back(std::to_string(tables->migrations.size()) + " migrations for " +
                              std::string(data::name(dialect)));
    }
  }
}

void check_user_data(const Manifest& manifest, const std::string& folder, CheckReport& report) {
  const auto problems = user_data_problems(manifest, folder);
  report.problems.insert(report.problems.end(), problems.begin(), problems.end());
  if (problems.empty() && !manifest.user_data.empty())
    report.passed.push_back("it says which of its tables hold data of people");
}

void check_openapi(const Manifest& manifest, const std::string& folder, CheckReport& report) {
  const auto text = base::read_file(folder + "/openapi.json", 4U << 20);
  if (!text && text.error().code == base::Code::not_found) return;
  http::OpenApi document({"Veza", "0"});
  const auto status = text ? document.add_fragment_text(manifest.id, *text) : base::fail(text.error());
  if (!status) {
    report.problems.push_back("openapi.json: " + status.error().message);
  } else {
    report.passed.push_back("openapi.json describes its routes");
  }
}

void check_services(const Manifest& manifest, CheckReport& report) {
  const auto& known = host_service_ids();
  for (const auto& [service, optional, reason] : manifest.requirements) {
    if (std::find(known.begin(), known.end(), service) != known.end()) continue;
    if (service.substr(0, 5) == "veza." && !optional && service != "veza.catalog/1") {
      report.problems.push_back("it requires " + service + ", which this host does not offer");
    } else {
      report.passed.push_back("it requires " + service + " of another plugin");
    }
  }
}

}  // namespace

CheckReport check_plugin(const std::string& path) {
  CheckReport report;
  std::error_code error;
  fs::path folder = fs::absolute(path, error).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  if (!fs::exists(folder, error)) {
    report.problems.push_back("there is no folder " + folder.string());
    return report;
  }
  if (!fs::is_directory(folder, error)) folder = folder.parent_path();
  auto manifest = read_manifest(folder.string());
  if (!manifest) {
    report.problems.push_back(manifest.error().message);
    return report;
  }
  report.passed.push_back("plugin.json is complete");
  check_services(*manifest, report);
  check_migrations(*manifest, folder.string(), report);
  check_user_data(*manifest, folder.string(), report);
  check_openapi(*manifest, folder.string(), report);
  check_library(*manifest, folder.string(), report);
  report.manifest = std::move(*manifest);
  return report;
}

}  // namespace veza::plugins
