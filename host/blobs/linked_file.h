// Files outside the blob folder that are blobs: the store keeps a symbolic link to each, made by itself.
#pragma once
#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace veza::blobs {

// Where the link at `path` leads; nothing when there is no link.
std::optional<std::string> link_target(const std::string& path);

// Opens the regular file at `path`, which is absolute, for reading. No component of it may be a link: whoever may write
// in a folder of music cannot make a blob of another file by putting a link in its place. Errors: invalid (no absolute
// path, no regular file), not_found, forbidden.
base::Result<base::Fd> open_linked(const std::string& path);

}  // namespace veza::blobs
