// What the pipeline knows about one request; it travels as Request::context from the head to the access record.
#pragma once
#include <memory>
#include <string>

#include "http/auth.h"
#include "http/client.h"
#include "http/http_stats.h"
#include "http/router.h"

namespace veza::http {

struct Exchange {
  std::string request_id;
  Client client;
  std::shared_ptr<const Mounted> mounted;  // null when no route matched
  PathParams params;
  Authentication auth;
  RouteStats* stats = nullptr;

  bool is_api = false;
  std::string allow;            // of an OPTIONS request that has a route
  std::string friendly_origin;  // the Origin, when the site lets its pages read answers
};

}  // namespace veza::http
