// The site's own files (settings, policy, plugins' state) into the pool, and back.
#pragma once
#include <vector>

#include "backup/manifest.h"
#include "backup/repository.h"
#include "backup/source.h"

namespace veza::backup {

// Regular files only: links, sockets and the like are left out. A source that is not there is no files. A file has at
// most 256 MiB (too_large beyond it): what is bigger is for a blob.
base::Result<std::vector<FileEntry>> collect_files(const std::vector<FileSource>& sources, Pool& pool);

// Those whose path begins with one of `prefixes`, below `folder`, replacing what is there. Returns the paths of those
// the backup lacks or has damaged.
base::Result<std::vector<std::string>> restore_files(const Repository& repository, const Manifest& manifest,
                                                     const std::vector<std::string>& prefixes,
                                                     const std::string& folder);

}  // namespace veza::backup
