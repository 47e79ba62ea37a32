// A request within a request: a handler has another route of the site answer.
#pragma once
#include "http/context.h"
#include "http/problem.h"

namespace veza::http {

// What it asks. `request` has method, target, path and what fields and body the caller gives; cookies count for
// nothing.
struct Inner {
  net::Request request;
  // On whose behalf; null: who its field Authorization shows, or whoever asks the outer request.
  PrincipalPtr principal = nullptr;
};

class Dispatcher {
 public:
  static constexpr unsigned max_depth = 3;
  static constexpr unsigned max_requests = 1000;  // within one

  virtual ~Dispatcher() = default;
  // What the client would get, but for the fields every answer carries: the route's permission and body limit hold, its
  // handler sees the address the outer request came from, and the first one within a request of the site's API rate
  // limit counts, as the outer one did not. Refusals of a route are its answer. Errors: 429 inner_requests, too deep or
  // too many. [worker; runs the handler, whatever thread its route asks for]
  virtual Answer<net::Response> dispatch(Context& outer, Inner inner) = 0;
};

}  // namespace veza::http
