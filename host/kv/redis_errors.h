// Redis's error replies as errors with a sentence that says what to do.
#pragma once
#include <string_view>

#include "base/error.h"

namespace veza::kv {

// `where` is RedisTarget::describe(), `text` the error ("READONLY You can't write…"). Codes: unauthorized for a refused
// password or right, invalid for an argument Redis refuses, not_found for a group that is not there, unavailable for a
// Redis that cannot serve now, internal for all else.
base::Error redis_error(std::string_view where, std::string_view text);

// An answer that no Redis gives.
base::Error no_redis(std::string_view where);

}  // namespace veza::kv
