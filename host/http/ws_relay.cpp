#include "http/ws_relay.h"

namespace veza::http {
namespace {

constexpr std::string_view channel = "ws/topics";

}  // namespace

WsRelay::WsRelay(WsGateway& gateway, kv::Store& store, std::string node, base::Log log)
    : gateway_(gateway), store_(store), node_(std::move(node)), log_(std::move(log)) {}

base::Result<std::unique_ptr<WsRelay>> WsRelay::start(WsGateway& gateway, kv::Store& store, std::string node,
                                                      base::Log log) {
  std::unique_ptr<WsRelay> relay(new WsRelay(gateway, store, std::move(node), std::move(log)));
  auto subscribed = store.subscribe(channel, [relay = relay.get()](std::string_view text) { relay->receive(text); });
  if (!subscribed) return base::fail_while("listening for the WebSocket topics of other hosts", subscribed.error());
  relay->subscription_ = std::move(*subscribed);
  relay->sender_ = std::thread([relay = relay.get()] { relay->loop(); });
  gateway.relay_to([relay = relay.get()](std::string_view topic, std::string_view json) { relay->add(topic, json); });
  return relay;
}

WsRelay::~WsRelay() {
  if (!sender_.joinable()) return;
  gateway_.relay_to(nullptr);
  queue_.with([](Queue& queue) { queue.stopping = true; });
  arrived_.notify_all();
  sender_.join();
}

void WsRelay::add(std::string_view topic, std::string_view json) {
  // "node topic json": neither of the first two holds a blank.
  std::string message;
  message.reserve(node_.size() + topic.size() + json.size() + 2);
  message.append(node_).append(" ").append(topic).append(" ").append(json);
  const bool dropped = queue_.with([&](Queue& queue) {
    const bool full = queue.messages.size() >= queue_limit;
    if (full) queue.messages.pop_front();
    queue.messages.push_back(std::move(message));
    return full;
  });
  arrived_.notify_one();
  if (dropped) log_.warn("Topics are published faster than other hosts can be told; the oldest were dropped");
}

void WsRelay::loop() {
  bool failing = false;
  for (;;) {
    std::deque<std::string> batch;
    const bool stopping = queue_.with_lock([&](Queue& queue, auto& lock) {
      arrived_.wait(lock, [&] { return queue.stopping || !queue.messages.empty(); });
      batch.swap(queue.messages);
      return queue.stopping;
    });
    for (const std::string& message : batch) {
      const auto sent = store_.publish(channel, message);
      if (!sent && !failing) {
        log_.warn("Other hosts are not told of topics at the moment", {{"error", sent.error().message}});
      }
      failing = !sent;
    }
    if (stopping) return;
  }
}

void WsRelay::receive(std::string_view message) const {
  const size_t first = message.find(' ');
  if (first == std::string_view::npos || message.substr(0, first) == node_) return;
  const size_t second = message.find(' ', first + 1);
  if (second == std::string_view::npos) return;
  gateway_.deliver(message.substr(first + 1, second - first - 1), message.substr(second + 1));
}

}  // namespace veza::http
