// What the host remembers about plugins between starts, in <data>/plugins/:
//   <id>.starting   written before a plugin's code runs, removed when it has started. One that is still there at the
//                   next start means the process died in between; the plugin stays disabled until an admin enables it.
//   state.json      {"disabled": {"<id>": "reason"}}, what admins switched off.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/error.h"

namespace veza::plugins {

class StateFiles {
 public:
  // Makes the folder. `folder` is <data>/plugins.
  static base::Result<StateFiles> open(const std::string& folder);

  // On disk before it returns.
  base::Status mark_starting(const std::string& id) const;
  base::Status clear_starting(const std::string& id) const;
  bool was_starting(const std::string& id) const;

  // id → reason. A damaged state.json is an error that names it.
  base::Result<std::map<std::string, std::string>> disabled() const;
  base::Status disable(const std::string& id, const std::string& reason) const;
  // Forgets a disable and a crash; not_found when there was neither.
  base::Status enable(const std::string& id) const;

 private:
  explicit StateFiles(std::string folder) : folder_(std::move(folder)) {}
  std::string marker(const std::string& id) const { return folder_ + "/" + id + ".starting"; }
  base::Status save(const std::map<std::string, std::string>& disabled) const;
  std::string folder_;
};

}  // namespace veza::plugins
