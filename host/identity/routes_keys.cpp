#include "identity/identity.h"
#include "identity/routes.h"

namespace veza::identity {

std::vector<http::Route> key_routes(Identity& identity) {
  std::vector<http::Route> routes;
  routes.push_back({.method = "GET",
                    .pattern = "/.well-known/jwks.json",
                    .handler =
                        [&identity](http::Context&) {
                          auto response = net::Response::json(200, base::to_text(identity.keys().jwks()));
                          response.set("Cache-Control", "public, max-age=300");
                          return response;
                        },
                    .run_inline = true});
  return routes;
}

}  // namespace veza::identity
