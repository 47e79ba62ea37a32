#include "kv/channels.h"

#include <algorithm>

namespace veza::kv {

struct Channels::Member {
  struct Call {
    Store::Receiver receive;
    bool ended = false;
  };
  explicit Member(Store::Receiver receiver) : call(Call{std::move(receiver), false}) {}
  // Recursive: a receiver may publish to its own channel, or end its own subscription.
  base::Guarded<Call, std::recursive_mutex> call;
};

struct Channels::Members {
  using ByChannel = std::unordered_map<std::string, std::vector<std::shared_ptr<Member>>>;
  base::Guarded<ByChannel> by_channel;
};

class Channels::Handle : public Subscription {
 public:
  Handle(std::shared_ptr<Members> members, std::string channel, std::shared_ptr<Member> member)
      : members_(std::move(members)), channel_(std::move(channel)), member_(std::move(member)) {}
  ~Handle() override {
    members_->by_channel.with([&](auto& channels) {
      const auto found = channels.find(channel_);
      if (found == channels.end()) return;
      std::erase(found->second, member_);
      if (found->second.empty()) channels.erase(found);
    });
    // Waits for a call on another thread. The receiver itself is not destroyed here: it may be the one running.
    member_->call.with([](Member::Call& call) { call.ended = true; });
  }

 private:
  std::shared_ptr<Members> members_;
  std::string channel_;
  std::shared_ptr<Member> member_;
};

Channels::Channels() : members_(std::make_shared<Members>()) {}

void Channels::publish(std::string_view channel, std::string_view message) {
  const auto members = members_->by_channel.with([&](auto& channels) {
    const auto found = channels.find(std::string(channel));
    return found == channels.end() ? std::vector<std::shared_ptr<Member>>{} : found->second;
  });
  for (const auto& member : members) {
    member->call.with([&](Member::Call& call) {
      if (!call.ended) call.receive(message);
    });
  }
}

std::unique_ptr<Subscription> Channels::subscribe(std::string_view channel, Store::Receiver receiver) {
  auto member = std::make_shared<Member>(std::move(receiver));
  members_->by_channel.with([&](auto& channels) { channels[std::string(channel)].push_back(member); });
  return std::make_unique<Handle>(members_, std::string(channel), std::move(member));
}

}  // namespace veza::kv
