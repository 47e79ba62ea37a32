// Questions about OpenAPI documents; plain functions over JSON.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace veza::http {

// The member, or null when there is none. (value() with a default would give a copy that a range-for does not keep.)
const base::Json& member(const base::Json& object, const char* key);

// "get" … of a path item; "parameters" and "summary" are not.
bool is_operation(std::string_view key);

// Whether the fragment has the shape a merge needs. Errors (invalid) say where.
base::Status check_fragment(const base::Json& fragment);

// "/api/v1/tracks/{id}" and "/api/v1/tracks/{track_id}" → "/api/v1/tracks/{}"; "{path...}" too.
std::string path_shape(std::string_view pattern);

// Calls `use(method in upper case, path, operation)` for each operation.
void each_operation(const base::Json& document,
                    const std::function<void(const std::string&, const std::string&, const base::Json&)>& use);

}  // namespace veza::http
