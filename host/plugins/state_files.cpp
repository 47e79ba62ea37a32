#include "plugins/state_files.h"

#include <unistd.h>
#include <cerrno>
#include <filesystem>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"

namespace veza::plugins {
namespace fs = std::filesystem;
using base::Code;
using base::Json;

base::Result<StateFiles> StateFiles::open(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return base::fail(base::errno_error("cannot make the folder " + folder, error.value()));
  return StateFiles(folder);
}

base::Status StateFiles::mark_starting(const std::string& id) const {
  return base::write_file(marker(id), base::rfc3339(base::now_ms()) + "\n");
}

base::Status StateFiles::clear_starting(const std::string& id) const {
  // A marker that comes back after a power cut disables a healthy plugin until somebody enables it; that is the cheap
  // side, so the removal is not synced.
  if (::unlink(marker(id).c_str()) != 0 && errno != ENOENT) {
    return base::fail(base::errno_error("cannot remove " + marker(id), errno));
  }
  return {};
}

bool StateFiles::was_starting(const std::string& id) const {
  std::error_code ignored;
  return fs::exists(marker(id), ignored);
}

base::Result<std::map<std::string, std::string>> StateFiles::disabled() const {
  const std::string path = folder_ + "/state.json";
  std::map<std::string, std::string> disabled;
  const auto text = base::read_file(path);
  if (!text) {
    if (text.error().code == Code::not_found) return disabled;
    return base::fail(text.error());
  }
  const auto json = base::parse_json(*text);
  const auto bad = [&] {
    return base::fail(Code::invalid, path + " is damaged; remove it to enable every plugin that was switched off");
  };
  if (!json || !json->is_object() || !json->value("disabled", Json()).is_object()) return bad();
  for (const auto& [id, reason] : (*json)["disabled"].items()) {
    if (!reason.is_string()) return bad();
    disabled[id] = reason;
  }
  return disabled;
}

base::Status StateFiles::save(const std::map<std::string, std::string>& disabled) const {
  return base::write_file(folder_ + "/state.json", Json{{"disabled", disabled}}.dump(2) + "\n");
}

base::Status StateFiles::disable(const std::string& id, const std::string& reason) const {
  auto all = disabled();
  if (!all) return base::fail(all.error());
  (*all)[id] = reason;
  return save(*all);
}

base::Status StateFiles::enable(const std::string& id) const {
  auto all = disabled();
  if (!all) return base::fail(all.error());
  const bool crashed = was_starting(id);
  const bool off = all->erase(id) > 0;
  if (!crashed && !off) return base::fail(Code::not_found, "plugin \"" + id + "\" is not disabled");
  if (off) {
    if (auto status = save(*all); !status) return status;
  }
  return clear_starting(id);
}

}  // namespace veza::plugins
