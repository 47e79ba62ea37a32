// Secret keys in files: made at first use, readable by the owner only.
#pragma once
#include <string>

#include "base/error.h"

namespace veza::identity {

// Makes the folder if need be (0700).
base::Status make_key_dir(const std::string& dir);

// The file's content after making sure that nobody but the owner can read it (a looser mode, as after a careless copy
// of the data folder, is tightened to 0600). Errors: not_found, forbidden.
base::Result<std::string> read_key_file(const std::string& path);

// 32 random bytes kept in `path`, made when the file is missing. Errors (internal): the file holds something else.
base::Result<std::string> load_or_create_secret(const std::string& path);

}  // namespace veza::identity
