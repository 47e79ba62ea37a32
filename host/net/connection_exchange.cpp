// From a checked head to a handler, and from its answer to the writer.
#include <chrono>

#include "base/clock.h"
#include "net/connection.h"
#include "net/target.h"

namespace veza::net {

namespace {

constexpr uint64_t discarded_body = 64U << 10;

int64_t clock_us() {
  using namespace std::chrono;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

void Connection::begin(const Head& head) {
  Core& core = reactor_.core();
  core.requests.fetch_add(1, std::memory_order_relaxed);
  exchange_ = std::make_unique<Exchange>();
  Exchange& exchange = *exchange_;
  exchange.began_us = core.hooks.access ? clock_us() : 0;
  exchange.facts.conditions = conditions_of(head);
  exchange.facts.keep_alive = head.keep_alive && !core.draining;
  exchange.facts.http_1_0 = head.http_1_0;
  exchange.facts.packed = &core.packed;

  Request& request = exchange.request;
  request.method = head.method;
  request.target = head.target;
  request.http_1_0 = head.http_1_0;
  request.peer = peer_;
  request.tls = tls_;
  request.received_ms = reactor_.wall_ms();
  for (const auto& field : head.fields) request.headers.add(std::string(field.name), std::string(field.value));
  if (core.hooks.access) {
    exchange.method = request.method;
    exchange.target = request.target;
  }
  auto path = normal_path(request.raw_path());
  if (!path) return refuse(400, "The request path is malformed.");
  const std::string& base = core.config.base_path;
  request.path = base.empty() ? std::move(*path) : std::string(below_base(*path, base));
  if (!is_sound_query(request.query()))
    return refuse(400, "The query holds a malformed escape, a NUL, or is not UTF-8.");
  if (!admit(head)) return;
  if (head.has_body()) return begin_body(head);
  if (exchange.admission.refusal) return answer(std::move(*exchange.admission.refusal));
  dispatch();
}

bool Connection::admit(const Head& head) {
  Core& core = reactor_.core();
  Exchange& exchange = *exchange_;
  if (core.hooks.admit) {
    try {
      exchange.admission = core.hooks.admit(exchange.request);
    } catch (const std::exception& error) {
      core.fault("the admit hook threw: " + std::string(error.what()));
      refuse(500, "The server failed to answer this request.");
      return false;
    }
  }
  Admission& admission = exchange.admission;
  if (admission.body_limit == 0) admission.body_limit = core.config.limits.body_bytes;
  exchange.route = std::move(admission.route);
  exchange.context = admission.context;
  exchange.request.context = std::move(admission.context);
  exchange.facts.may_block = admission.dispatch == Dispatch::worker;
  if (!admission.refusal && head.content_length.value_or(0) > admission.body_limit) {
    admission.refusal = core.refusal(413, "The request body is too large.", &exchange.request);
  }
  return true;
}

void Connection::begin_body(const Head& head) {
  Exchange& exchange = *exchange_;
  const uint64_t declared = head.content_length.value_or(0);
  if (exchange.admission.refusal) {
    // A short body is read past, so that the connection lives on; a long one is not worth it.
    if (head.chunked || head.expect_continue || declared > discarded_body) {
      exchange.facts.keep_alive = false;
      return answer(std::move(*exchange.admission.refusal));
    }
    exchange.admission.body_limit = discarded_body;
  } else {
    const ServerConfig& config = reactor_.core().config;
    exchange.spool.emplace(config.spool_dir, config.limits.memory_body_bytes, declared);
  }
  exchange.body_left = declared;
  if (head.chunked) exchange.chunked.emplace();
  exchange.body_began = exchange.body_latest = reactor_.now();
  phase_ = Phase::body;
  set_deadline(reactor_.core().config.deadlines.body_idle);
  if (head.expect_continue) send_continue();
}

void Connection::send_continue() {
  static constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  const iovec part{const_cast<char*>(text.data()), text.size()};
  const Io io = transport_->write(&part, 1, false);
  // A socket that has no room for 25 bytes holds responses nobody reads.
  if (io.state != Io::State::ok || io.size != text.size()) close();
}

void Connection::dispatch() {
  Core& core = reactor_.core();
  Exchange& exchange = *exchange_;
  phase_ = Phase::working;
  if (!exchange.facts.may_block) return answer(core.handle(std::move(exchange.request)));
  if (core.pool.waiting() >= core.config.limits.queued_requests) {
    auto busy = core.refusal(503, "The server is busy; try again in a moment.", &exchange.request);
    busy.set("Retry-After", "1");
    return answer(std::move(busy));
  }
  reactor_.submit(make_task([self = shared_from_this(), request = std::move(exchange.request), facts = exchange.facts,
                             mailbox = reactor_.mailbox(), &core]() mutable {
    if (core.stopping) return;
    std::string fault;
    Response response = core.handle(std::move(request));
    facts.keep_alive = facts.keep_alive && !core.draining;
    Outgoing out = prepare(std::move(response), facts, base::now_ms() / 1000, fault);
    if (!fault.empty()) core.fault(fault);
    mailbox->post(
        make_task([self = std::move(self), out = std::move(out)]() mutable { self->respond(std::move(out)); }));
  }));
}

// What came of a body that will not be complete, for a handler that wants it; nobody waits for the answer.
void Connection::hand_over_part() {
  Core& core = reactor_.core();
  Exchange& exchange = *exchange_;
  const Admission& admission = exchange.admission;
  if (!admission.partial_body || admission.refusal || !exchange.spool || exchange.body_bytes == 0) return;
  auto body = exchange.spool->finish();
  exchange.spool.reset();
  if (!body) return core.fault(body.error().message);
  if (core.pool.waiting() >= core.config.limits.queued_requests) return;
  exchange.request.body = std::move(*body);
  reactor_.submit(make_task([request = std::move(exchange.request), &core]() mutable {
    if (!core.stopping) (void)core.handle(std::move(request));
  }));
}

void Connection::refuse(int status, std::string_view reason) {
  const bool begun = exchange_ != nullptr;
  if (!begun) {
    exchange_ = std::make_unique<Exchange>();
    if (reactor_.core().hooks.access) exchange_->began_us = clock_us();
  }
  exchange_->facts.keep_alive = false;
  answer(reactor_.core().refusal(status, reason, begun ? &exchange_->request : nullptr));
}

void Connection::answer(Response response) {
  std::string fault;
  Outgoing out = prepare(std::move(response), exchange_->facts, reactor_.wall_ms() / 1000, fault);
  if (!fault.empty()) reactor_.core().fault(fault);
  start_writing(std::move(out));
}

void Connection::record(bool complete) {
  const auto& access = reactor_.core().hooks.access;
  if (!access) return;
  const Exchange& exchange = *exchange_;
  AccessRecord record;
  record.method = exchange.method;
  record.target = exchange.target;
  record.route = exchange.route;
  record.peer = peer_.address;
  record.context = exchange.context.get();
  if (exchange.writer) {
    record.request_id = exchange.writer->outgoing().request_id;
    record.status = exchange.writer->outgoing().status;
    record.bytes = exchange.writer->body_bytes();
  }
  record.duration_us = clock_us() - exchange.began_us;
  record.complete = complete;
  try {
    access(record);
  } catch (const std::exception& error) {
    reactor_.core().fault("the access hook threw: " + std::string(error.what()));
  }
}

}  // namespace veza::net
