// A caller's body, whatever it throws.
#pragma once
#include <functional>

#include "base/error.h"

namespace veza::data {

// What `body` returns; an exception out of it as an internal error with its text.
base::Status contained(const std::function<base::Status()>& body);

}  // namespace veza::data
