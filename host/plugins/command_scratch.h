// The scratch folder of a plugin in the process of a command: its own, since a server may be using the plugin's.
#pragma once
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace veza::plugins {

// <data>/plugins/<id>/command-<random>, locked while it lives and removed at the end. Making one also removes those of
// processes that were killed, whose lock is gone.
class CommandScratch {
 public:
  // `folder` is the plugin's, <data>/plugins/<id>; it is made when missing.
  static base::Result<CommandScratch> make(const std::string& folder);
  ~CommandScratch();
  CommandScratch(CommandScratch&& other) noexcept;
  CommandScratch& operator=(CommandScratch&&) = delete;

  const std::string& path() const { return path_; }

 private:
  CommandScratch(std::string path, base::Fd lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  base::Fd lock_;
};

}  // namespace veza::plugins
