// Watches the folder of scripts and loads them anew when they have changed and been quiet for a moment.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"

namespace veza::policy {

// One thread (inotify); ends with the object.
class Watcher {
 public:
  // Calls `changed` on the watcher's thread. Folders that appear later are watched from then on, also `dir` itself as
  // long as the one above it is there. Errors: the system gives no more watches.
  static base::Result<std::unique_ptr<Watcher>> start(const std::string& dir, std::function<void()> changed);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

 private:
  struct Impl;
  explicit Watcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::policy
