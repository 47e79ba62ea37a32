// The same work on many things by a few threads.
#pragma once
#include <cstddef>
#include <functional>

#include "base/error.h"

namespace veza::backup {

// Calls work(0) … work(count - 1), up to `threads` at once, this thread being one of them. Ends at the first error,
// which is returned; others may still be finishing then. An exception out of `work` is an internal error.
base::Status for_each(size_t count, size_t threads, const std::function<base::Status(size_t)>& work);

}  // namespace veza::backup
