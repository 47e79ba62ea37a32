#include "kv/redis_pool.h"

namespace veza::kv {

RedisPool::RedisPool(std::shared_ptr<const RedisEndpoint> endpoint, size_t most, size_t keep)
    : endpoint_(std::move(endpoint)), most_(std::max<size_t>(most, 1)), keep_(keep) {}

base::Result<std::unique_ptr<RedisLink>> RedisPool::take(Patience& patience) {
  using Taken = base::Result<std::unique_ptr<RedisLink>>;
  return links_.with_lock([&](Links& links, std::unique_lock<std::mutex>& lock) -> Taken {
    const bool free = freed_.wait_until(lock, patience.until(), [&] { return links.busy < most_; });
    if (!free) {
      return base::fail(base::Code::unavailable, endpoint_->name() + " keeps all " + std::to_string(most_) +
                                                     " connections busy; look at its load, or allow more of them");
    }
    std::unique_ptr<RedisLink> link;
    // The newest first, so that in quiet times the others are seen to be closed and go.
    while (!links.idle.empty() && !link) {
      link = std::move(links.idle.back());
      links.idle.pop_back();
      if (!link->sound()) link.reset();
    }
    ++links.busy;
    return link;
  });
}

void RedisPool::give_back(std::unique_ptr<RedisLink> link) {
  links_.with([&](Links& links) {
    --links.busy;
    if (link && links.idle.size() < keep_) links.idle.push_back(std::move(link));
  });
  freed_.notify_one();
}

base::Result<RedisReply> RedisPool::call(const RedisArgs& args, Patience& patience) {
  auto link = take(patience);
  if (!link) return base::fail(link.error());
  if (!*link) {
    auto opened = RedisLink::open(endpoint_, patience);
    if (!opened) {
      give_back(nullptr);
      return base::fail(opened.error());
    }
    *link = std::move(*opened);
  }
  auto reply = (*link)->call(args, patience);
  give_back(reply && (*link)->sound() ? std::move(*link) : nullptr);
  return reply;
}

}  // namespace veza::kv
