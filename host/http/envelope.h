// The contract's JSON around every answer, and the ways to read what a client sent.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "http/context.h"
#include "http/problem.h"

namespace veza::http {

using base::Json;

// {"success":true,"data":…}
net::Response success(const Json& data, int status = 200);
// {"success":true,"data":[…],"meta":{…}} – see page_meta and cursor_meta (paging.h).
net::Response list(const Json& data, const Json& meta);
// {"success":true,"data":…} around JSON text that is already rendered.
net::Response success_text(std::string_view data_json, int status = 200);
net::Response no_content();

// {"success":false,"error":{code, message, details?, request_id}}, with Retry-After where the problem says so.
net::Response error(const Problem& problem, std::string_view request_id);
net::Response error(const Context& context, const Problem& problem);
net::Response error(const Context& context, int status, std::string code, std::string message);
// From a value of the floors below; an internal fault's text is not shown (log it).
net::Response error(const Context& context, const base::Error& fault);

// The body as JSON. Refusals: 415 (Content-Type is not application/json or …+json), 400 malformed_json (also: empty,
// not an object).
Answer<Json> json_body(const Context& context);

// Whether a page is what the request is after: its Accept lists text/html, or takes anything (as curl and link
// previews do) and the path has no file ending. A missing script or picture must not be answered with a page.
bool wants_page(const net::Request& request);

}  // namespace veza::http
