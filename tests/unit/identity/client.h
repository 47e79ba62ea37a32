// Calls the routes of a World as the pipeline would.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "base/json.h"
#include "http/router.h"
#include "support.h"

namespace veza::identity::test {

using base::Json;

struct Reply {
  int status = 0;
  Json body;
  std::vector<std::string> cookies;
  std::string code() const {
    return body.is_object() && body.contains("error") ? body["error"]["code"].get<std::string>() : "";
  }
  // The cookie's line, or nothing.
  std::string cookie(const std::string& name) const {
    for (const auto& line : cookies)
      if (line.starts_with(name + "=")) return line;
    return "";
  }
};

struct Client {
  World& world;
  http::Router router{};
  std::string scheme = "http";
  std::string user_agent = "Test/1.0";

  explicit Client(World& w) : world(w) { BOOST_REQUIRE(world.identity().add_routes(router)); }

  Reply call(const std::string& method, const std::string& path, const Json& body = nullptr,
             const std::string& cookie = "", http::PrincipalPtr principal = http::guest(),
             const std::string& ip = "192.0.2.1") {
    net::Request request;
    request.method = method;
    request.target = request.path = path;
    if (!body.is_null()) {
      request.headers.add("Content-Type", "application/json");
      request.body = net::Body::memory(body.is_string() ? body.get<std::string>() : body.dump());
    }
    if (!cookie.empty()) request.headers.add("Cookie", cookie);
    request.headers.add("User-Agent", user_agent);
    const auto match = router.match(method, path);
    BOOST_REQUIRE(match.mounted);
    http::Context context{request, *match.mounted, principal,       http::Via::none, "req-1",
                          ip,      scheme,         "music.example", match.params};
    const auto response = match.mounted->route.handler(context);
    Reply reply{response.status, nullptr, {}};
    for (const auto& [name, value] : response.headers)
      if (name == "Set-Cookie") reply.cookies.push_back(value);
    if (const auto* text = std::get_if<std::string>(&response.body); text != nullptr && !text->empty())
      reply.body = Json::parse(*text);
    return reply;
  }
};

}  // namespace veza::identity::test
