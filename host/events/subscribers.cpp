#include "events/subscribers.h"

#include <pthread.h>

#include <chrono>

#include "base/id.h"

namespace veza::events {

using base::Code;

Subscribers::Subscribers(data::Database& database, OutboxOptions options, base::Log log)
    : access_(std::make_shared<data::DatabaseAccess>(database)),
      dialect_(database.dialect()),
      options_(std::move(options)),
      log_(std::move(log)),
      signal_(std::make_shared<Signal>()),
      owner_(options_.node + "/" + base::new_id()) {}

void Subscribers::rouse() {
  committed();
  signal_->rouse();
}

void Subscribers::committed() {
  const auto relay = relay_.with([](const auto& started) { return started; });
  // Elsewhere a commit is at once in the outbox.
  relay ? relay->rouse() : signal_->rouse();
}

void Subscribers::start_relay() {
  if (dialect_ == data::Dialect::sqlite && options_.single_node) return;
  relay_.with([&](std::shared_ptr<Relay>& relay) {
    if (relay) return;
    relay = std::make_shared<Relay>(
        access_, options_, log_, owner_,
        Relay::Hooks{[signal = signal_] { signal->rouse(); },
                     [weak = weak_from_this()](const std::vector<std::string>& names, int64_t until) {
                       if (const auto self = weak.lock()) self->renewed(names, until);
                     }});
  });
}

void Subscribers::renewed(const std::vector<std::string>& names, int64_t until) {
  running_.with([&](ByName& all) {
    for (const std::string& name : names) {
      const auto found = all.find(name);
      if (found != all.end() && found->second->subscriber) found->second->subscriber->renewed(until);
    }
  });
}

base::Result<int64_t> Subscribers::open(const ConsumerSpec& spec) {
  int64_t position = 0;
  auto status = access_->write([&](data::Transaction& tx) -> base::Status {
    auto opened = table::open_consumer(tx, spec, options_.clock());
    if (!opened) return base::fail(opened.error());
    position = *opened;
    return {};
  });
  if (!status) return base::fail_while("subscribing the consumer " + spec.name, status.error());
  return position;
}

base::Status Subscribers::add(ConsumerSpec spec) {
  if (spec.name.empty() || spec.name.size() > 200 || !spec.run) {
    return base::fail(Code::invalid, "a consumer needs a name of 1 to 200 bytes and a function");
  }
  if (auto status = check_pattern(spec.pattern); !status) return status;
  const std::string name = spec.name;
  const auto running = std::make_shared<Running>();
  // The name first: two threads must not both begin with it.
  const bool free = running_.with([&](ByName& all) { return all.emplace(name, running).second; });
  if (!free) return base::fail(Code::conflict, "the consumer " + name + " is subscribed already");
  auto position = open(spec);
  if (!position) {
    running_.with([&](ByName& all) { all.erase(name); });
    return base::fail(position.error());
  }
  start_relay();
  auto subscriber = std::make_shared<Subscriber>(std::move(spec), access_, options_, log_, signal_, owner_, *position);
  running_.with([&](ByName&) {
    running->subscriber = subscriber;
    running->thread = std::thread([self = shared_from_this(), running, subscriber] {
      pthread_setname_np(pthread_self(), "veza-events");
      subscriber->run();
      self->running_.with([&](ByName&) { running->alive = false; });
      self->ended_.notify_all();
    });
  });
  return {};
}

bool Subscribers::remove(const std::function<bool(const ConsumerSpec&)>& which, int64_t wait_ms) {
  std::vector<RunningPtr> removed;
  running_.with([&](ByName& all) {
    for (auto at = all.begin(); at != all.end();) {
      if (at->second->subscriber && which(at->second->subscriber->spec())) {
        removed.push_back(at->second);
        at = all.erase(at);
      } else {
        ++at;
      }
    }
  });
  return end(removed, wait_ms);
}

bool Subscribers::stop(int64_t wait_ms) {
  const bool ended = remove([](const ConsumerSpec&) { return true; }, wait_ms);
  relay_.with([](std::shared_ptr<Relay>& relay) { return std::exchange(relay, nullptr); }).reset();
  access_->close();
  return ended;
}

bool Subscribers::end(const std::vector<RunningPtr>& removed, int64_t wait_ms) {
  for (const RunningPtr& running : removed) running->subscriber->stop();
  signal_->rouse();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  bool all_ended = true;
  for (const RunningPtr& running : removed) {
    const bool ended = running_.with_lock(
        [&](ByName&, auto& lock) { return ended_.wait_until(lock, deadline, [&] { return !running->alive; }); });
    if (ended) {
      running->thread.join();
      running->subscriber->forget_handler();
    } else {
      running->thread.detach();
    }
    all_ended = all_ended && ended;
  }
  return all_ended;
}

void Subscribers::reload(std::string_view name) {
  running_.with([&](ByName& all) {
    const auto found = all.find(name);
    if (found != all.end() && found->second->subscriber) found->second->subscriber->reload();
  });
  signal_->rouse();
}

bool Subscribers::has(std::string_view name) const {
  return running_.with([&](const ByName& all) { return all.find(name) != all.end(); });
}

std::map<std::string, int64_t> Subscribers::positions() const {
  return running_.with([](const ByName& all) {
    std::map<std::string, int64_t> positions;
    for (const auto& [name, running] : all) {
      if (running->subscriber) positions.emplace(name, running->subscriber->settled());
    }
    return positions;
  });
}

}  // namespace veza::events
