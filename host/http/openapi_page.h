// The OpenAPI document as a page for people: no script, no outside resource, one <details> an operation, so it works
// with a keyboard, on a telephone and printed.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"

namespace veza::http {

// HTML that links the style sheet below as "/api/docs/style.css".
std::string openapi_page(const base::Json& document);
std::string_view openapi_style();

}  // namespace veza::http
