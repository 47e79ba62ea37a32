// Blob keys: "tracks/<id>/original". Plain functions; this is what keeps a key from becoming a path elsewhere.
#pragma once
#include <string_view>

#include "base/error.h"

namespace veza::blobs {

// A key is 1 to 512 bytes: segments of 1 to 255 [A-Za-z0-9._-] joined by single '/', none of them "." or "..", the
// first not beginning with '.'. Error: invalid, saying what is wrong.
base::Status check_key(std::string_view key);
// A prefix is a key followed by '/'.
base::Status check_prefix(std::string_view prefix);

}  // namespace veza::blobs
