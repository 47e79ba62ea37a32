// Request ids: what ties a client's report, the log lines, the events and the jobs of one request together.
#pragma once
#include <string>
#include <string_view>

namespace veza::http {

// Whether a client's X-Request-Id is taken over: 1 to 64 of A-Z a-z 0-9 . _ -
bool is_request_id(std::string_view text);

// 13 characters of Crockford's base 32, unguessable enough to be no counter, short enough to need no allocation.
// Never the same twice on one thread. Any thread.
std::string new_request_id();

}  // namespace veza::http
