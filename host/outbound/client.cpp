#include "outbound/client.h"

#include <algorithm>

#include "base/text.h"
#include "outbound/allow.h"
#include "outbound/exchange.h"
#include "outbound/slots.h"
#include "outbound/target.h"

namespace veza::outbound {
namespace {

using Time = std::chrono::steady_clock::time_point;

constexpr std::string_view methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
// Of the connection, and so not the request's.
constexpr std::string_view not_yours[] = {
    "host", "content-length", "transfer-encoding", "connection",          "upgrade",          "expect",
    "te",   "trailer",        "keep-alive",        "proxy-authorization", "proxy-connection", "accept-encoding"};
constexpr std::string_view harmless[] = {"accept", "accept-language", "user-agent"};

template <class List>
bool among(const List& list, std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || others.find(c) != others.npos;
  });
}

base::Status check_request(const Request& request) {
  const auto invalid = [](const std::string& what) { return base::fail(base::Code::invalid, what); };
  if (!among(methods, request.method)) return invalid("\"" + request.method + "\" is no method of a fetch");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return invalid("a header's name is no token");
    if (among(not_yours, base::lower_ascii(name))) return invalid("the header " + name + " cannot be chosen");
    const bool sound =
        std::all_of(value.begin(), value.end(), [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); });
    if (!sound) return invalid("the header " + name + " has a control character");
  }
  return {};
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// What a client sends next (RFC 9110, 15.4), or why it does not.
base::Result<Target> follow(const Target& from, const Response& answer, Request& request) {
  auto next = resolve_location(from, answer.header("location"));
  if (!next) return next;
  if (from.tls && !next->tls) {
    return base::fail(base::Code::forbidden, "it redirects from https to http, which is not followed");
  }
  const bool as_get = answer.status == 303 || (answer.status < 303 && request.method == "POST");
  if (as_get && request.method != "HEAD") {
    request.method = "GET";
    request.body.clear();
    std::erase_if(request.headers,
                  [](const auto& field) { return base::lower_ascii(field.first).starts_with("content-"); });
  }
  if (next->origin() == from.origin()) return next;
  if (!request.body.empty()) {
    return base::fail(base::Code::forbidden, "it redirects what was sent to another site, which is not followed");
  }
  std::erase_if(request.headers, [](const auto& field) { return !among(harmless, base::lower_ascii(field.first)); });
  return next;
}

Outcome outcome_of(const base::Error& error) {
  switch (error.code) {
    case base::Code::invalid:
    case base::Code::forbidden:
      return Outcome::refused;
    case base::Code::limited:
      return Outcome::limited;
    default:
      return Outcome::failed;
  }
}

}  // namespace

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::answered:
      return "answered";
    case Outcome::refused:
      return "refused";
    case Outcome::limited:
      return "limited";
    case Outcome::broken:
      return "broken";
    case Outcome::failed:
      return "failed";
  }
  return "failed";
}

std::string_view Response::header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& field) { return field.first == name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

struct Client::Impl {
  Config config;
  Allowed allowed;
  std::unique_ptr<Exchanger> exchanger;
  Resolver resolver{config.lookup};
  Slots slots{config.concurrency, config.concurrency_per_host};
  Breaker breaker{config.breaker, [] {
                    return std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::steady_clock::now().time_since_epoch())
                        .count();
                  }};
  std::atomic<bool> stopping{false};

  Impl(Config chosen, Allowed where, std::unique_ptr<Exchanger> how)
      : config(std::move(chosen)), allowed(std::move(where)), exchanger(std::move(how)) {}

  base::Result<Response> fetch(Request request, Outcome& outcome);
  base::Result<Response> hop(const Target& target, const Request& request, Time deadline, Outcome& outcome);
  base::Result<std::vector<Address>> addresses(const Target& target, Time deadline);
};

// Those of its addresses that may be connected to; where there is none, why not the first.
base::Result<std::vector<Address>> Client::Impl::addresses(const Target& target, Time deadline) {
  auto found = target.literal ? base::Result<std::vector<Address>>(std::vector{*target.literal})
                              : resolver.resolve(target.host, deadline);
  if (!found) return found;
  std::vector<Address> sound;
  base::Status first;
  for (const auto& address : *found) {
    auto status = allowed.check(target.host, target.port, address);
    if (status) sound.push_back(address);
    if (!status && first) first = status;
  }
  if (sound.empty() && !first) return base::fail(first.error());
  if (sound.empty()) return base::fail(base::Code::unavailable, "it has no address");
  return sound;
}

base::Result<Response> Client::Impl::hop(const Target& target, const Request& request, Time deadline,
                                         Outcome& outcome) {
  const std::string key = target.authority();
  const auto fail = [&](const base::Error& error) {
    outcome = outcome_of(error);
    return base::fail_while("fetching from " + target.origin(), error);
  };
  const auto patience =
      std::min(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds(config.wait_ms));
  const auto slot = slots.take(key, patience);
  if (!slot) return fail(slot.error());
  if (!breaker.admit(key)) {
    auto failed = fail({base::Code::unavailable, "it failed several times in a row and is left alone for a while"});
    outcome = Outcome::broken;
    return failed;
  }
  auto where = addresses(target, deadline);
  auto answer = base::Result<Response>(tl::unexpect, base::Error{});
  if (where) {
    answer = exchanger->exchange(
        {target, request.method, request.headers, request.body, std::move(*where), request.max_bytes, deadline,
         [&](const Address& address, uint16_t port) { return allowed.check(target.host, port, address); }},
        stopping);
  } else {
    answer = base::fail(where.error());
  }
  if (answer) {
    breaker.succeeded(key);
    return answer;
  }
  if (answer.error().code == base::Code::unavailable) breaker.failed(key);
  return fail(answer.error());
}

base::Result<Response> Client::Impl::fetch(Request request, Outcome& outcome) {
  outcome = Outcome::refused;
  if (auto status = check_request(request); !status) return base::fail(status.error());
  request.max_bytes = std::min(request.max_bytes, config.max_bytes);
  const int64_t timeout_ms = std::clamp<int64_t>(request.timeout_ms, 1, config.max_timeout_ms);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  auto target = parse_target(request.url);
  if (!target) return base::fail(target.error());
  for (int redirects = 0;; ++redirects) {
    if (stopping) return base::fail(base::Code::cancelled, "the server is stopping");
    outcome = Outcome::answered;
    auto answer = hop(*target, request, deadline, outcome);
    if (!answer) return answer;
    const bool leads_on = is_redirect(answer->status) && !answer->header("location").empty();
    if (!leads_on || request.max_redirects <= 0) return answer;
    if (redirects == request.max_redirects) {
      outcome = Outcome::failed;
      return base::fail(base::Code::unavailable, "fetching from " + target->origin() + ": it redirects too often");
    }
    auto next = follow(*target, *answer, request);
    if (!next) {
      outcome = Outcome::refused;
      return base::fail(base::Code::forbidden, "fetching from " + target->origin() + ": " + next.error().message);
    }
    target = std::move(next);
  }
}

base::Result<std::unique_ptr<Client>> Client::create(Config config) {
  auto allowed = Allowed::parse(config.allow, config.ports);
  if (!allowed) return base::fail(allowed.error());
  auto exchanger =
      Exchanger::create({config.user_agent, config.ca_file, config.connect_timeout_ms, config.concurrency / 2 + 1});
  if (!exchanger) return base::fail(exchanger.error());
  return std::unique_ptr<Client>(
      new Client(std::make_unique<Impl>(std::move(config), std::move(*allowed), std::move(*exchanger))));
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

base::Result<Response> Client::fetch(const Request& request) {
  const auto begun = std::chrono::steady_clock::now();
  Outcome outcome = Outcome::failed;
  auto answer = impl_->fetch(request, outcome);
  if (impl_->config.observe) {
    impl_->config.observe(outcome, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  }
  return answer;
}

void Client::stop() { impl_->stopping = true; }

}  // namespace veza::outbound
