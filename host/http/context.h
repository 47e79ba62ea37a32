// What a handler gets: the request, and what the pipeline found out about it.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "http/principal.h"
#include "net/message.h"
#include "net/response.h"

namespace veza::http {

struct Mounted;
class Dispatcher;

// The values of a pattern's {names}, as places in the request's path (which may move in memory meanwhile).
struct PathParams {
  static constexpr size_t max = 8;
  struct Place {
    uint32_t offset = 0;
    uint32_t size = 0;
  };
  std::array<Place, max> places{};
  size_t count = 0;
};

struct Context {
  net::Request& request;
  const Mounted& mounted;             // the route that matched (router.h)
  const PrincipalPtr& principal_ptr;  // keep a copy to outlive the request
  Via via = Via::none;
  std::string_view request_id;
  std::string_view client_ip;  // behind trusted proxies the client's own address
  std::string_view scheme;     // "http" or "https", as the client sees it
  std::string_view host;       // "music.example:8080", as the client sees it; never empty
  const PathParams& params;
  Dispatcher* dispatcher = nullptr;  // for a request within this one (dispatch.h); null: there can be none
  unsigned depth = 0;                // how many requests this one is within
  unsigned inner_requests = 0;       // made within this one

  const Principal& principal() const { return *principal_ptr; }
  // The value of {name} in the route's pattern; empty when there is no such name.
  std::string_view param(std::string_view name) const;
  // "https://music.example" – for links shown to people.
  std::string base_url() const;
};

// [worker, or the reactor for an inline route] An exception becomes a 500 envelope and a log line.
using Handler = std::function<net::Response(Context&)>;

}  // namespace veza::http
