#include "support.h"

#include <boost/test/unit_test.hpp>

#include "base/text.h"

namespace veza::http::test {

net::Request request(const std::string& method, const std::string& target, const Fields& fields) {
  net::Request made;
  made.method = method;
  made.target = target;
  made.path = base::percent_decode(target.substr(0, target.find('?'))).value();
  made.peer = {"192.0.2.1", 5000};
  bool has_host = false;
  for (const auto& [name, value] : fields) {
    made.headers.add(name, value);
    has_host = has_host || name == "Host";
  }
  if (!has_host) made.headers.add("Host", "veza.test");
  return made;
}

PrincipalPtr principal(const std::string& name, std::vector<std::string> permissions) {
  Principal made;
  made.user_id = "id-" + name;
  made.username = name;
  made.role = "user";
  made.sid = "sid-" + name;
  made.permissions = std::move(permissions);
  made.sort_permissions();
  return std::make_shared<const Principal>(std::move(made));
}

Answer<Authentication> fake_authenticator(const net::Request& request, const AuthOptions& options) {
  std::string token;
  Via via = Via::none;
  const std::string_view header = request.header("Authorization");
  if (header.starts_with("Bearer ")) {
    token = header.substr(7);
    via = Via::bearer;
  } else if (const auto cookie = request.cookie("veza_access")) {
    token = *cookie;
    via = Via::cookie;
  } else if (const auto query = request.query_value("token"); options.query_token && query) {
    token = *query;
    via = Via::query;
  }
  if (via == Via::none) return Authentication{};
  if (token == "ada") return Authentication{principal("ada", {"track:create"}), via};
  if (token == "root") return Authentication{principal("root", {"track:create", "system:config"}), via};
  if (token == "old") return refuse(401, "token_expired", "Your session has expired. Please sign in again.");
  return refuse(401, "token_invalid", "Please sign in again.");
}

bool fake_csrf(const net::Request& request, const Authentication&) { return request.header("X-CSRF-Token") == "right"; }

std::vector<base::Json> LineSink::lines() const {
  return lines_.with([](const auto& lines) {
    std::vector<base::Json> parsed;
    for (const auto& line : lines) parsed.push_back(base::parse_json(line).value());
    return parsed;
  });
}

std::vector<base::Json> LineSink::with_message(const std::string& message) const {
  auto all = lines();
  std::erase_if(all, [&](const base::Json& line) { return line["message"] != message; });
  return all;
}

Site::Site() { config.limits = RateLimitConfig::off(); }

net::test::Fixture::Running Site::start() {
  PipelineParts parts{router};
  parts.authenticate = fake_authenticator;
  parts.csrf = fake_csrf;
  parts.log = base::Log(sink, base::LogFormat::json, base::LogLevel::debug, "http");
  parts.metrics = &metrics;
  auto made = Pipeline::create(config, parts);
  BOOST_REQUIRE(made);
  pipeline = std::move(*made);
  net.hooks = pipeline->hooks();
  return net.start();
}

net::test::Answer Site::ask(const std::string& method, const std::string& target, const std::string& fields,
                            const std::string& body) const {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: veza.test\r\n" + fields;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return connect().send(text + "\r\n" + body).answer(method == "HEAD");
}

base::Json json(const net::test::Answer& answer) { return base::parse_json(answer.body).value_or(base::Json()); }

base::Json json(const net::Response& response) {
  const auto* text = std::get_if<std::string>(&response.body);
  return text == nullptr ? base::Json() : base::parse_json(*text).value_or(base::Json());
}

Route route(const std::string& method, const std::string& pattern, Handler handler, const std::string& owner) {
  Route made;
  made.method = method;
  made.pattern = pattern;
  made.handler = std::move(handler);
  made.owner = owner;
  return made;
}

Handler says(const std::string& text) {
  return [text](Context&) { return net::Response::text(200, text); };
}

}  // namespace veza::http::test
