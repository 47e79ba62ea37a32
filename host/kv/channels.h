// Publish and subscribe inside one process.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/guarded.h"
#include "kv/store.h"

namespace veza::kv {

class Channels {
 public:
  Channels();
  // Calls every receiver of the channel on this thread.
  void publish(std::string_view channel, std::string_view message);
  // May outlive this object.
  std::unique_ptr<Subscription> subscribe(std::string_view channel, Store::Receiver receiver);

 private:
  struct Member;
  struct Members;
  class Handle;
  std::shared_ptr<Members> members_;
};

}  // namespace veza::kv
