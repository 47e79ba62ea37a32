// Which owner's code a topic or a frame type belongs to.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "http/owner_gate.h"
#include "http/ws_gateway.h"

namespace veza::http {

// Any thread.
class WsRegistry {
 public:
  // A function of an owner's, and the gate to enter before calling it.
  template <class Function>
  struct Owned {
    Function call;
    std::shared_ptr<OwnerGate> gate;
    std::string owner;
  };
  using Topic = Owned<WsGateway::Authorize>;
  using Type = Owned<WsGateway::OnFrame>;
  using Callback = Owned<WsGateway::OnConnection>;

  base::Status add_topic(const std::string& owner, const std::string& prefix, WsGateway::Authorize authorize);
  base::Status add_type(const std::string& owner, const std::string& type, WsGateway::OnFrame handler);
  void add_on_connect(const std::string& owner, WsGateway::OnConnection callback);
  void add_on_disconnect(const std::string& owner, WsGateway::OnConnection callback);

  std::optional<Topic> topic(std::string_view name) const;
  std::optional<Type> type(std::string_view name) const;
  std::vector<Callback> on_connect() const;
  std::vector<Callback> on_disconnect() const;

  // Forgets the owner; returns the prefixes it had, and the gate to close (null when it had nothing).
  std::pair<std::vector<std::string>, std::shared_ptr<OwnerGate>> remove(std::string_view owner);

 private:
  struct Tables {
    std::map<std::string, Topic, std::less<>> topics;  // by prefix; none is a prefix of another
    std::map<std::string, Type, std::less<>> types;
    std::vector<Callback> on_connect;
    std::vector<Callback> on_disconnect;
    std::map<std::string, std::shared_ptr<OwnerGate>, std::less<>> gates;

    std::shared_ptr<OwnerGate> gate(const std::string& owner);
  };
  base::Guarded<Tables, std::shared_mutex> tables_;
};

}  // namespace veza::http
