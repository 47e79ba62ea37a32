// The plugins a folder holds: one folder each, with a plugin.json inside. No code is loaded.
#pragma once
#include <string>
#include <vector>

#include "base/error.h"
#include "plugins/manifest.h"

namespace veza::plugins {

struct Found {
  std::string id;      // the manifest's, or the folder's name when there is no good manifest
  std::string folder;  // absolute
  base::Result<Manifest> manifest;
};

// Sorted by id. Entries without plugin.json are no plugins and are skipped. Errors: the folder cannot be read.
base::Result<std::vector<Found>> discover(const std::string& folder);

}  // namespace veza::plugins
