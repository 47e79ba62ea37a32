// One change for many tracks: what a request may say.
#pragma once
#include <string>
#include <vector>

#include "rules/changes.h"

namespace veza::library {

struct Batch {
  std::vector<std::string> ids;  // each once, sorted
  bool remove = false;           // otherwise `changes`
  Changes changes;
};

inline constexpr size_t max_batch = 500;

// {"ids": [1 to 500 ids], "changes": {…}} or {"ids": […], "delete": true}. Everything wrong adds to `problems`.
Batch parse_batch(const Json& object, Problems& problems);

}  // namespace veza::library
