// Requests made by hand, an authenticator that believes what it is told, and a whole server around a router.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "../net/harness.h"
#include "http/envelope.h"
#include "http/pipeline.h"

namespace veza::http::test {

using Fields = std::vector<std::pair<std::string, std::string>>;

// "GET", "/a?b=c" → a request whose head has passed the server's checks. Host is "veza.test" unless given.
net::Request request(const std::string& method, const std::string& target, const Fields& fields = {});

// A context's parts, alive together.
struct Call {
  explicit Call(net::Request with) : request(std::move(with)) {}
  Context context() {
    return {request, mounted, principal, Via::none, "req-1", "192.0.2.1", "https", "music.example", params};
  }
  net::Request request;
  Mounted mounted;
  PrincipalPtr principal = guest();
  PathParams params;
};

PrincipalPtr principal(const std::string& name, std::vector<std::string> permissions);

// "Authorization: Bearer ada" is Ada, a user who may track:create; "root" may system:config as well; "old" has expired,
// anything else is invalid. The same words count in the cookie veza_access and in ?token= where that is allowed.
Answer<Authentication> fake_authenticator(const net::Request& request, const AuthOptions& options);
// Whether X-CSRF-Token is "right".
bool fake_csrf(const net::Request& request, const Authentication& auth);

// Lines of a log, kept.
class LineSink : public base::LogSink {
 public:
  void line(std::string_view text) override {
    lines_.with([&](auto& lines) { lines.emplace_back(text); });
  }
  std::vector<base::Json> lines() const;
  // The lines with that message.
  std::vector<base::Json> with_message(const std::string& message) const;

 private:
  base::Guarded<std::vector<std::string>> lines_;
};

// A server on a free port: router, pipeline, fake authenticator, no limits unless set before start().
struct Site {
  Site();
  // Started last, stopped first: before what the handlers of a test use.
  [[nodiscard]] net::test::Fixture::Running start();
  net::test::Client connect() const { return net::test::Client(net.port()); }
  // Sends one request on a new connection; `head` is everything after the request line but for Host.
  net::test::Answer ask(const std::string& method, const std::string& target, const std::string& fields = {},
                        const std::string& body = {}) const;

  PipelineConfig config;
  std::shared_ptr<LineSink> sink = std::make_shared<LineSink>();
  observe::Metrics metrics;
  Router router;
  std::unique_ptr<Pipeline> pipeline;
  net::test::Fixture net;
};

base::Json json(const net::test::Answer& answer);
base::Json json(const net::Response& response);

Route route(const std::string& method, const std::string& pattern, Handler handler, const std::string& owner = "host");
// Answers with the text.
Handler says(const std::string& text);

}  // namespace veza::http::test
