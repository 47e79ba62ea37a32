// A route: which requests go to which handler, and what must be true before they do.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/context.h"

namespace veza::http {

// What becomes of a token that is expired, revoked or malformed.
enum class OnBadToken {
  by_route,  // `guest` for routes that are csrf_exempt, no_rate_limit, or public and outside /api/; else `refuse`
  refuse,    // 401, so that clients refresh
  guest,     // as if none had been sent (signing in, refreshing, pages, media with a stream token of their own)
};

struct Route {
  std::string method;   // "GET" (answers HEAD too), "POST", "PUT", "PATCH", "DELETE", "OPTIONS"
  std::string pattern;  // "/api/v1/tracks/{id}"; a last segment "{path...}" takes the rest, slashes and all
  // Empty: anyone. Else guests get 401 and signed-in users without it 403, before the body is read.
  std::string permission = {};
  Handler handler = {};
  std::string owner = "host";  // or the plugin's id

  bool run_inline = false;           // the handler never blocks: it runs on the reactor thread
  bool no_rate_limit = false;        // media segments, static files
  bool accepts_query_token = false;  // ?token=<access token>, for what cannot send headers
  // No CSRF token is asked for, but a page of another origin is still refused (login, register, refresh, setup).
  bool csrf_exempt = false;
  bool session_only = false;  // a personal access token does not pass: credentials, tokens
  OnBadToken on_bad_token = OnBadToken::by_route;
  bool partial_body = false;  // the handler gets what came of a body whose connection broke
  uint64_t body_limit = 0;    // bytes; 0 = the server's default (1 MiB)
};

// One segment of a pattern.
struct Segment {
  enum class Kind { literal, param, rest };
  Kind kind = Kind::literal;
  std::string text;  // the literal, or the name
};

// Errors (invalid): no leading '/', an empty segment (a trailing '/' too, except in "/"), a brace out of place, a name
// that is not [a-z_][a-z0-9_]*, a name twice, "{x...}" not at the end, more than PathParams::max names.
base::Result<std::vector<Segment>> parse_pattern(std::string_view pattern);

// "GET /api/v1/tracks/{id}": how logs, metrics and errors name a route.
std::string label(const Route& route);

}  // namespace veza::http
