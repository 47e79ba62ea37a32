// The routing table. It changes while serving (plugins come and go): a request sees the table as it was when its head
// arrived, and a removed owner's handlers are waited for.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/http_stats.h"
#include "http/owner_gate.h"
#include "http/route.h"

namespace veza::http {

// A route in the table.
struct Mounted {
  Route route;
  std::vector<std::string> param_names;  // in the order of PathParams::places
  std::string label;                     // label(route)
  std::shared_ptr<OwnerGate> gate;       // entered for each call of the handler
  RouteStats* stats = nullptr;           // lives as long as the router
};

struct Match {
  enum class Kind {
    found,
    not_found,
    method_not_allowed,  // `allow` says what is
    options,             // an OPTIONS request for a path that has routes: answer 204 with `allow`
  };
  Kind kind = Kind::not_found;
  std::shared_ptr<const Mounted> mounted = nullptr;  // when found
  PathParams params = {};
  std::string allow = {};  // "GET, HEAD, OPTIONS, PATCH"; of what was found: for an OPTIONS request only
};

class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  // Errors: invalid (see parse_pattern; no handler; an unknown method), conflict (another route has this method and
  // shape: both owners are named). Static segments beat {names}, {names} beat {rest...}. Any thread.
  base::Status add(Route route);
  // All or none.
  base::Status add(std::vector<Route> routes);
  // The handler of every GET that accepts text/html, matches no route and is not under /api/ (a single-page
  // application). Errors: conflict (somebody has it).
  base::Status add_fallback(Handler handler, const std::string& owner);

  // Takes the owner's routes out of the table, then waits for its handlers in flight. A request that matched before
  // but had not reached its handler is answered 503. False when a handler was still running at the deadline.
  bool remove_owner(std::string_view owner, int64_t deadline_ms = 30'000);

  // Takes no lock that other threads contend for. `path` is Request::path.
  Match match(std::string_view method, std::string_view path) const;
  // What add_fallback gave, or null.
  std::shared_ptr<const Mounted> fallback() const;

  // The numbers of every route there ever was, and of requests that match none.
  const std::shared_ptr<HttpStats>& stats() const;

  // A copy of every route without the fallback, sorted by pattern and method (for `doctor`, documents and tests).
  std::vector<Route> routes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::http
