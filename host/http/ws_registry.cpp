#include "http/ws_registry.h"

namespace veza::http {

using base::Code;

std::shared_ptr<OwnerGate> WsRegistry::Tables::gate(const std::string& owner) {
  auto& one = gates[owner];
  if (!one) one = std::make_shared<OwnerGate>();
  return one;
}

base::Status WsRegistry::add_topic(const std::string& owner, const std::string& prefix,
                                   WsGateway::Authorize authorize) {
  if (prefix.empty() || !authorize) {
    return base::fail(Code::invalid, "a topic of " + owner + " needs a prefix and a function that says who may listen");
  }
  return tables_.with([&](Tables& tables) -> base::Status {
    for (const auto& [other, topic] : tables.topics) {
      if (!other.starts_with(prefix) && !prefix.starts_with(other)) continue;
      return base::fail(Code::conflict, "the topic prefix \"" + prefix + "\" of " + owner + " overlaps \"" + other +
                                            "\" of " + topic.owner);
    }
    tables.topics[prefix] = Topic{std::move(authorize), tables.gate(owner), owner};
    return {};
  });
}

base::Status WsRegistry::add_type(const std::string& owner, const std::string& type, WsGateway::OnFrame handler) {
  if (type.empty() || !handler)
    return base::fail(Code::invalid, "a frame type of " + owner + " needs a name and a handler");
  if (type == "Ping" || type == "Subscribe" || type == "Unsubscribe") {
    return base::fail(Code::conflict, "the frame type " + type + " of " + owner + " is built in");
  }
  return tables_.with([&](Tables& tables) -> base::Status {
    if (const auto other = tables.types.find(type); other != tables.types.end()) {
      return base::fail(Code::conflict,
                        "the frame type " + type + " of " + owner + " is taken by " + other->second.owner);
    }
    tables.types[type] = Type{std::move(handler), tables.gate(owner), owner};
    return {};
  });
}

void WsRegistry::add_on_connect(const std::string& owner, WsGateway::OnConnection callback) {
  tables_.with([&](Tables& tables) { tables.on_connect.push_back({std::move(callback), tables.gate(owner), owner}); });
}

void WsRegistry::add_on_disconnect(const std::string& owner, WsGateway::OnConnection callback) {
  tables_.with([&](Tables& tables) {
    tables.on_disconnect.push_back({std::move(callback), tables.gate(owner), owner});
  });
}

std::optional<WsRegistry::Topic> WsRegistry::topic(std::string_view name) const {
  return tables_.read([&](const Tables& tables) -> std::optional<Topic> {
    // No prefix begins another, so the one that begins `name` is the greatest not above it.
    auto at = tables.topics.upper_bound(name);
    if (at == tables.topics.begin()) return std::nullopt;
    --at;
    return name.starts_with(at->first) ? std::optional(at->second) : std::nullopt;
  });
}

std::optional<WsRegistry::Type> WsRegistry::type(std::string_view name) const {
  return tables_.read([&](const Tables& tables) -> std::optional<Type> {
    const auto at = tables.types.find(name);
    return at == tables.types.end() ? std::nullopt : std::optional(at->second);
  });
}

std::vector<WsRegistry::Callback> WsRegistry::on_connect() const {
  return tables_.read([](const Tables& tables) { return tables.on_connect; });
}

std::vector<WsRegistry::Callback> WsRegistry::on_disconnect() const {
  return tables_.read([](const Tables& tables) { return tables.on_disconnect; });
}

std::pair<std::vector<std::string>, std::shared_ptr<OwnerGate>> WsRegistry::remove(std::string_view owner) {
  return tables_.with([&](Tables& tables) {
    std::pair<std::vector<std::string>, std::shared_ptr<OwnerGate>> gone;
    const auto owned = [&](const auto& item) { return item.second.owner == owner; };
    for (const auto& item : tables.topics) {
      if (owned(item)) gone.first.push_back(item.first);
    }
    std::erase_if(tables.topics, owned);
    std::erase_if(tables.types, owned);
    std::erase_if(tables.on_connect, [&](const Callback& callback) { return callback.owner == owner; });
    std::erase_if(tables.on_disconnect, [&](const Callback& callback) { return callback.owner == owner; });
    if (const auto at = tables.gates.find(owner); at != tables.gates.end()) {
      gone.second = at->second;
      tables.gates.erase(at);
    }
    return gone;
  });
}

}  // namespace veza::http
