#include "kv/redis_subscriber.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <condition_variable>
#include <list>

namespace veza::kv {
namespace {

constexpr int quiet_ms = 5000;
constexpr int first_pause_ms = 50;
constexpr int longest_pause_ms = 1000;

void signal(const base::Fd& event) { ::eventfd_write(event.get(), 1); }

}  // namespace

struct RedisSubscriber::Shared {
  struct State {
    std::map<std::string, size_t> wanted;  // channel → subscriptions
    std::set<std::string> confirmed;       // what Redis said it knows, on the present connection
    bool away = false;                     // the last attempt to connect failed
  };
  base::Guarded<State> state;
  std::condition_variable changed;
  base::Fd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  Channels channels;
};

class RedisSubscriber::Handle : public Subscription {
 public:
  Handle(std::shared_ptr<Shared> shared, std::string channel, std::unique_ptr<Subscription> here)
      : shared_(std::move(shared)), channel_(std::move(channel)), here_(std::move(here)) {}
  ~Handle() override {
    here_.reset();
    shared_->state.with([&](Shared::State& state) {
      const auto found = state.wanted.find(channel_);
      if (--found->second == 0) state.wanted.erase(found);
    });
    signal(shared_->wake);
  }

 private:
  std::shared_ptr<Shared> shared_;
  std::string channel_;
  std::unique_ptr<Subscription> here_;
};

RedisSubscriber::RedisSubscriber(std::shared_ptr<const RedisEndpoint> endpoint, std::string prefix,
                                 int64_t connect_timeout_ms)
    : endpoint_(std::move(endpoint)),
      prefix_(std::move(prefix)),
      connect_timeout_ms_(connect_timeout_ms),
      shared_(std::make_shared<Shared>()),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { run(); }) {}

RedisSubscriber::~RedisSubscriber() {
  signal(stop_);
  thread_.join();
}

std::unique_ptr<Subscription> RedisSubscriber::subscribe(std::string_view channel, Store::Receiver receiver,
                                                         int64_t wait_ms) {
  const std::string name(channel);
  auto here = shared_->channels.subscribe(channel, std::move(receiver));
  shared_->state.with([&](Shared::State& state) { ++state.wanted[name]; });
  auto handle = std::make_unique<Handle>(shared_, name, std::move(here));
  signal(shared_->wake);
  if (std::this_thread::get_id() == thread_.get_id()) return handle;
  shared_->state.with_lock([&](Shared::State& state, std::unique_lock<std::mutex>& lock) {
    shared_->changed.wait_for(lock, std::chrono::milliseconds(wait_ms),
                              [&] { return state.away || state.confirmed.contains(name); });
  });
  return handle;
}

void RedisSubscriber::publish_here(std::string_view channel, std::string_view message) const {
  shared_->channels.publish(channel, message);
}

bool RedisSubscriber::ready(int64_t wait_ms) const {
  return shared_->state.with_lock([&](Shared::State& state, std::unique_lock<std::mutex>& lock) {
    return shared_->changed.wait_for(lock, std::chrono::milliseconds(wait_ms), [&] {
      return std::all_of(state.wanted.begin(), state.wanted.end(),
                         [&](const auto& each) { return state.confirmed.contains(each.first); });
    });
  });
}

void RedisSubscriber::run() {
  int pause_ms = 0;
  for (;;) {
    const bool work = shared_->state.with([](const Shared::State& state) { return !state.wanted.empty(); });
    pollfd events[2] = {{stop_.get(), POLLIN, 0}, {shared_->wake.get(), POLLIN, 0}};
    // With work, only the pause after a failure; without, until there is some.
    ::poll(events, work ? 1 : 2, work ? pause_ms : -1);
    if (events[0].revents != 0) return;
    eventfd_t count = 0;
    ::eventfd_read(shared_->wake.get(), &count);
    if (!work) continue;

    Patience patience(connect_timeout_ms_, stop_.get());
    auto link = RedisLink::open(endpoint_, patience);
    const bool answered = link && serve(**link);
    shared_->state.with([&](Shared::State& state) {
      state.confirmed.clear();
      state.away = !answered;
    });
    shared_->changed.notify_all();
    pause_ms = answered ? 0 : std::clamp(pause_ms * 2, first_pause_ms, longest_pause_ms);
  }
}

bool RedisSubscriber::serve(RedisLink& link) {
  Told told;
  bool answered = false, asked = false;
  for (;;) {
    if (!announce(link, told)) return answered;
    pollfd events[3] = {{link.fd(), POLLIN, 0}, {shared_->wake.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    const int ready = ::poll(events, 3, asked || !answered ? static_cast<int>(connect_timeout_ms_) : quiet_ms);
    if (events[2].revents != 0) return answered;
    eventfd_t count = 0;
    if (events[1].revents != 0) ::eventfd_read(shared_->wake.get(), &count);
    if (events[0].revents != 0) {
      if (!take_replies(link, told, answered)) return answered;
      asked = false;
    } else if (ready == 0) {
      Patience patience(connect_timeout_ms_, stop_.get());
      if (asked || !answered || !link.send({"PING"}, patience)) return answered;
      asked = true;
    }
  }
}

// Tells Redis of channels that came and went.
bool RedisSubscriber::announce(RedisLink& link, Told& told) {
  RedisArgs come{"SUBSCRIBE"}, go{"UNSUBSCRIBE"};
  std::list<std::string> names;  // keeps what the arguments look at
  shared_->state.with([&](Shared::State& state) {
    for (const auto& [channel, subscriptions] : state.wanted) {
      if (!told.channels.insert(channel).second) continue;
      ++told.awaited[channel];
      come.push_back(names.emplace_back(prefix_ + channel));
    }
    std::erase_if(told.channels, [&](const std::string& channel) {
      if (state.wanted.contains(channel)) return false;
      // From here on, whoever subscribes anew must wait for a new confirmation.
      state.confirmed.erase(channel);
      go.push_back(names.emplace_back(prefix_ + channel));
      return true;
    });
  });
  Patience patience(connect_timeout_ms_, stop_.get());
  if (come.size() > 1 && !link.send(come, patience)) return false;
  return go.size() == 1 || link.send(go, patience).has_value();
}

// Messages, confirmations of channels that came or went, signs of life.
bool RedisSubscriber::take_replies(RedisLink& link, Told& told, bool& answered) {
  Patience patience(connect_timeout_ms_, stop_.get());
  if (!link.fill(patience)) return false;
  for (;;) {
    const auto reply = link.next();
    if (!reply || (*reply && error_of(**reply))) return false;
    if (!*reply) return true;
    answered = true;
    const auto parts = elements_of(**reply);
    if (parts.size() != 3) continue;
    const auto kind = text_of(*parts[0]);
    auto channel = text_of(*parts[1]).value_or("");
    if (!channel.starts_with(prefix_)) continue;
    channel.remove_prefix(prefix_.size());
    if (kind == "message") {
      shared_->channels.publish(channel, text_of(*parts[2]).value_or(""));
      continue;
    }
    if (kind != "subscribe") continue;
    const std::string name(channel);
    // One that went and came again is confirmed by its last confirmation only.
    const bool last = --told.awaited[name] == 0;
    if (last) told.awaited.erase(name);
    shared_->state.with([&](Shared::State& state) {
      state.away = false;
      if (last && told.channels.contains(name)) state.confirmed.insert(name);
    });
    shared_->changed.notify_all();
  }
}

}  // namespace veza::kv
