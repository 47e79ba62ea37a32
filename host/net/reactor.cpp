#include "net/reactor.h"

#include <pthread.h>
#include <sys/epoll.h>

#include <cerrno>
#include <ctime>

#include "base/clock.h"
#include "net/connection.h"

namespace veza::net {

namespace {

int64_t monotonic_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

}  // namespace

Reactor::Reactor(Core& core)
    : core_(core),
      mailbox_(std::make_shared<Mailbox>()),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wheel_(monotonic_ms()),
      buffer_(64U << 10) {
  tell_time();
}

Reactor::~Reactor() { stop(); }

base::Status Reactor::start() {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, mailbox_->fd(), &event) != 0) {
    return base::fail(base::errno_error("cannot set up epoll", errno));
  }
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "veza-reactor");
  return {};
}

void Reactor::stop() {
  if (!thread_.joinable()) return;
  mailbox_->post(make_task([this] { stopping_ = true; }));
  thread_.join();
  mailbox_->close();
}

bool Reactor::watch(int fd, EventTarget& target, uint32_t events) {
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.ptr = &target;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Reactor::tell_time() {
  now_ = monotonic_ms();
  wall_ms_ = base::now_ms();
}

void Reactor::run() {
  epoll_event events[256];
  while (!stopping_) {
    const int64_t sleep = resumed_.empty() ? wheel_.sleep(now_) : 0;
    const int count = ::epoll_wait(epoll_.get(), events, 256, static_cast<int>(sleep));
    tell_time();
    bool letters = false;
    for (int i = 0; i < count; ++i) {
      if (auto* target = static_cast<EventTarget*>(events[i].data.ptr)) {
        target->on_event(events[i].events);
      } else {
        letters = true;
      }
    }
    if (letters) {
      mailbox_->take(letters_);
      for (auto& letter : letters_) letter->run();
      letters_.clear();
    }
    finish_round();
  }
  while (!connections_.empty()) connections_.back()->close();
  core_.pool.submit_all(submitted_);
}

void Reactor::finish_round() {
  resuming_.swap(resumed_);
  for (auto& connection : resuming_) connection->resume();
  resuming_.clear();
  wheel_.expire(now_, expired_);
  for (auto* node : expired_) static_cast<Connection*>(node)->on_deadline();
  expired_.clear();
  core_.pool.submit_all(submitted_);
  graveyard_.clear();
}

void Reactor::adopt(base::Fd socket, Peer peer, bool tls) {
  std::unique_ptr<Transport> transport;
  if (tls) {
    const auto context = core_.tls.with([](const auto& current) { return current; });
    transport = context->accept(std::move(socket));
  } else {
    transport = plain_transport(std::move(socket));
  }
  if (!transport) return core_.leave(peer.address);
  auto connection = std::make_shared<Connection>(*this, std::move(transport), std::move(peer), tls);
  connection->index = connections_.size();
  connections_.push_back(connection);
  connection->start();
}

void Reactor::remove(Connection& connection) {
  const size_t index = connection.index;
  // Events of this round may still point at it.
  graveyard_.push_back(std::move(connections_[index]));
  if (index + 1 < connections_.size()) {
    connections_[index] = std::move(connections_.back());
    connections_[index]->index = index;
  }
  connections_.pop_back();
}

void Reactor::begin_drain() {
  // Closing reorders the list; walk a copy.
  const auto all = connections_;
  for (const auto& connection : all) connection->drain();
}

}  // namespace veza::net
