// The files a plugin serves out of its own folder.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"

namespace veza::plugins {

struct PluginFile {
  std::shared_ptr<const base::Fd> file;
  uint64_t size = 0;
  int64_t modified_s = 0;  // epoch seconds
  std::string etag;        // quoted: changes with time, size and inode
};

// Opens the regular file <folder>/<path>. `path` may come from a client: it is relative, resolved by the kernel beneath
// the folder (no "..", no link leads out of it). Errors: not_found for everything that is no such file, and for an
// attempt to get out; unavailable when no file can be opened now.
base::Result<PluginFile> open_plugin_file(const std::string& folder, std::string_view path);

}  // namespace veza::plugins
