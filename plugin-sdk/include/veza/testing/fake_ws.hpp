// veza.ws/1: published messages are kept; the test plays the clients.
#pragma once
#include <map>
#include <mutex>

#include "veza/testing/fake_identity.hpp"
#include "veza/ws.hpp"

namespace veza::testing {

class FakeWs {
 public:
  struct Published {
    std::string topic;
    Json message;
  };
  struct Sent {
    uint64_t connection;
    Json message;
  };

  FakeWs() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.add_topic = [](void* ctx, veza_str prefix, veza_ws_authorize authorize, void* self) noexcept {
      return contained([&]() -> veza_status {
        const bool added =
            static_cast<FakeWs*>(ctx)->topics_.emplace(detail::copy(prefix), Topic{authorize, self}).second;
        return added ? VEZA_OK : fail(VEZA_E_CONFLICT, "the topic is taken");
      });
    };
    table_.add_type = [](void* ctx, veza_str type, veza_ws_message handler, void* self) noexcept {
      return contained([&]() -> veza_status {
        const bool added = static_cast<FakeWs*>(ctx)->types_.emplace(detail::copy(type), Type{handler, self}).second;
        return added ? VEZA_OK : fail(VEZA_E_CONFLICT, "the type is taken");
      });
    };
    table_.publish = [](void* ctx, veza_str topic, veza_str json) noexcept {
      contained([&]() -> veza_status {
        auto& ws = *static_cast<FakeWs*>(ctx);
        const std::lock_guard lock(ws.mutex_);
        ws.published_.push_back({detail::copy(topic), Json::parse(detail::view(json))});
        return VEZA_OK;
      });
    };
    table_.send = [](void* ctx, uint64_t connection, veza_str json) noexcept {
      return contained([&]() -> veza_status {
        auto& ws = *static_cast<FakeWs*>(ctx);
        const std::lock_guard lock(ws.mutex_);
        ws.sent_.push_back({connection, Json::parse(detail::view(json))});
        return VEZA_OK;
      });
    };
  }

  const veza_ws_v1* table() const { return &table_; }

  // What was published and sent so far.
  std::vector<Published> published() const {
    const std::lock_guard lock(mutex_);
    return published_;
  }
  std::vector<Sent> sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
  }

  // Whether the plugin would let the user subscribe.
  bool may_subscribe(const User& user, const std::string& topic) const {
    for (const auto& [prefix, entry] : topics_) {
      if (topic.starts_with(prefix)) return entry.authorize(entry.self, user.abi(), detail::abi(topic)) == VEZA_OK;
    }
    return false;
  }

  // One frame from a client; throws what the plugin answers an Error frame for.
  void receive(uint64_t connection, const User& user, const Json& frame) const {
    const auto type = types_.find(frame.at("type").get<std::string>());
    if (type == types_.end()) throw Error(VEZA_E_NOT_FOUND, "nobody takes frames of that type");
    check(type->second.handler(type->second.self, connection, user.abi(), detail::abi(to_text(frame))));
  }

 private:
  struct Topic {
    veza_ws_authorize authorize;
    void* self;
  };
  struct Type {
    veza_ws_message handler;
    void* self;
  };

  mutable std::mutex mutex_;
  std::vector<Published> published_;
  std::vector<Sent> sent_;
  std::map<std::string, Topic> topics_;
  std::map<std::string, Type> types_;
  veza_ws_v1 table_{};
};

}  // namespace veza::testing
