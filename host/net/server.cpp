#include "net/server.h"

#include <sys/epoll.h>

#include <chrono>
#include <thread>

#include "net/core.h"
#include "net/listener.h"
#include "net/reactor.h"
#include "net/socket.h"

namespace veza::net {

struct Server::Impl {
  Impl(ServerConfig config, Hooks hooks) : core(std::move(config), std::move(hooks)) {}

  Core core;
  std::vector<std::unique_ptr<Reactor>> reactors;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<uint16_t> ports;
  bool started = false;

  base::Status bind();
  unsigned reactor_count() const {
    return core.config.reactors ? core.config.reactors : std::thread::hardware_concurrency() >= 4 ? 2 : 1;
  }
};

base::Status Server::Impl::bind() {
  for (const auto& address : core.config.listen) {
    auto socket = listen_on(address);
    if (!socket) return base::fail(socket.error());
    ports.push_back(bound_port(socket->get()));
    listeners.push_back(std::make_unique<Listener>(core, reactors, std::move(*socket), address.tls));
  }
  return {};
}

Server::Server(ServerConfig config, Hooks hooks) : impl_(std::make_unique<Impl>(std::move(config), std::move(hooks))) {}

Server::~Server() { stop(); }

base::Status Server::start() {
  const bool any_tls = std::any_of(impl_->core.config.listen.begin(), impl_->core.config.listen.end(),
                                   [](const ListenAddress& address) { return address.tls; });
  if (any_tls) {
    if (auto loaded = reload_tls(); !loaded) return loaded;
  }
  if (auto bound = impl_->bind(); !bound) return bound;
  for (unsigned i = 0; i < impl_->reactor_count(); ++i)
    impl_->reactors.push_back(std::make_unique<Reactor>(impl_->core));
  impl_->started = true;
  for (auto& reactor : impl_->reactors) {
    if (auto running = reactor->start(); !running) return running;
  }
  for (auto& listener : impl_->listeners) {
    if (!impl_->reactors.front()->watch(listener->fd(), *listener, EPOLLIN)) {
      return base::fail(base::errno_error("cannot watch the listening socket", errno));
    }
  }
  return {};
}

std::vector<uint16_t> Server::ports() const { return impl_->ports; }

void Server::announce_drain() { impl_->core.draining = true; }

bool Server::drain(int64_t deadline_ms) {
  if (!impl_->started) return true;
  impl_->core.draining = true;
  // In this order a connection accepted last is in its reactor's list before that list is walked.
  impl_->reactors.front()->mailbox()->post(make_task([impl = impl_.get()] {
    for (auto& listener : impl->listeners) listener->close();
    for (auto& reactor : impl->reactors) {
      reactor->mailbox()->post(make_task([target = reactor.get()] { target->begin_drain(); }));
    }
  }));
  using namespace std::chrono;
  const auto end = steady_clock::now() + milliseconds(deadline_ms);
  while (impl_->core.connections.load() != 0) {
    if (steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

void Server::stop() {
  impl_->core.stopping = true;
  // The reactors first: closing WebSockets still queues their last callbacks to the pool, which runs them.
  for (auto& reactor : impl_->reactors) reactor->stop();
  impl_->core.pool.stop();
  impl_->listeners.clear();
}

base::Status Server::reload_tls() {
  if (!impl_->core.config.tls) {
    return base::fail(base::Code::invalid, "no certificate is configured, but an address is to speak TLS");
  }
  auto loaded = TlsContext::load(*impl_->core.config.tls);
  if (!loaded) return base::fail(loaded.error());
  impl_->core.tls.with([&](auto& current) { current = std::move(*loaded); });
  return {};
}

ServerStats Server::stats() const {
  return {impl_->core.connections.load(), impl_->core.websockets.load(), impl_->core.requests.load()};
}

}  // namespace veza::net
