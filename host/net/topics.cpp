#include "net/topics.h"

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/guarded.h"

namespace veza::net {

struct Topics::Impl {
  struct State {
    std::unordered_map<std::string, std::unordered_set<WebSocketPtr>> sockets;
    std::unordered_map<const WebSocket*, std::unordered_set<std::string>> topics;

    void leave(const WebSocketPtr& socket, const std::string& topic) {
      const auto entry = sockets.find(topic);
      if (entry == sockets.end()) return;
      entry->second.erase(socket);
      if (entry->second.empty()) sockets.erase(entry);
    }
    void forget(const WebSocketPtr& socket) {
      const auto entry = topics.find(socket.get());
      if (entry == topics.end()) return;
      for (const auto& topic : entry->second) leave(socket, topic);
      topics.erase(entry);
    }
  };
  base::Guarded<State> state;
};

Topics::Topics() : impl_(std::make_unique<Impl>()) {}
Topics::~Topics() = default;

bool Topics::subscribe(const WebSocketPtr& socket, const std::string& topic) {
  return impl_->state.with([&](Impl::State& state) {
    auto& topics = state.topics[socket.get()];
    if (topics.size() >= max_topics_per_socket || !topics.insert(topic).second) return false;
    state.sockets[topic].insert(socket);
    return true;
  });
}

bool Topics::unsubscribe(const WebSocketPtr& socket, const std::string& topic) {
  return impl_->state.with([&](Impl::State& state) {
    const auto entry = state.topics.find(socket.get());
    if (entry == state.topics.end() || entry->second.erase(topic) == 0) return false;
    if (entry->second.empty()) state.topics.erase(entry);
    state.leave(socket, topic);
    return true;
  });
}

void Topics::remove(const WebSocketPtr& socket) {
  impl_->state.with([&](Impl::State& state) { state.forget(socket); });
}

size_t Topics::publish(const std::string& topic, std::string_view text) {
  const Frame frame = text_frame(text);
  return impl_->state.with([&](Impl::State& state) -> size_t {
    const auto entry = state.sockets.find(topic);
    if (entry == state.sockets.end()) return 0;
    std::vector<WebSocketPtr> gone;
    size_t reached = 0;
    for (const auto& socket : entry->second) {
      if (socket->send(frame)) {
        ++reached;
      } else {
        gone.push_back(socket);
      }
    }
    for (const auto& socket : gone) state.forget(socket);
    return reached;
  });
}

size_t Topics::subscribers(const std::string& topic) const {
  return impl_->state.with([&](const Impl::State& state) -> size_t {
    const auto entry = state.sockets.find(topic);
    return entry == state.sockets.end() ? 0 : entry->second.size();
  });
}

}  // namespace veza::net
